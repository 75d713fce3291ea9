"""Tests of `tanggap import` that need no service."""
