"""Crashes on purpose, held against an outside ledger."""
