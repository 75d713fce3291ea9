"""The demonstration's own decisions; above all that the outside ledger can fail."""
