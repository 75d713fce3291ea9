"""The HTTP side of the front door."""
