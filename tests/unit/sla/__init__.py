"""Tests of the pure heart of the clock room."""
