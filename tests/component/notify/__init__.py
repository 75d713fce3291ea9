"""Tests of notify against a real store, a real mail server and a real broker."""
