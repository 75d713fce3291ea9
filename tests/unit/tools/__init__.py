"""Tests of the generators and checks."""
