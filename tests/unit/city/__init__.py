"""Tests of a city's configuration."""
