"""Tests of one part at a time, without network or store."""
