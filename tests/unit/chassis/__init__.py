"""Tests of what every service runs on, without broker and store."""
