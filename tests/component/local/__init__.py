"""Tests of the local platform, against the real broker, store and mailbox."""
