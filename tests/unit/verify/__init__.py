"""Tests of the outside ledger."""
