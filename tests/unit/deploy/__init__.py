"""Tests of what helps to set up and run a city."""
