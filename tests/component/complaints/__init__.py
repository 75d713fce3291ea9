"""Tests of complaints against a real store, and where it matters a real broker."""
