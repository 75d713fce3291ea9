"""Tests of complaints without I/O."""
