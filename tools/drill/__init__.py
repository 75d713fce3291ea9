"""Outages on the stack that runs here, and how soon the right alert says so: `make drill`."""
