"""Did an improvement action change what it was meant to change?"""
