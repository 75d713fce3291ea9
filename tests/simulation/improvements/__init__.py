"""Cities in which nothing happens, and cities in which something was planted: what does the detection say?"""
