"""The HTTP side of the intake API."""
