"""Publishes what the intake API has kept: in order for each complaint, at least once, by one process at a time."""
