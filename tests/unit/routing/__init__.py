"""Tests of who is responsible, and why."""
