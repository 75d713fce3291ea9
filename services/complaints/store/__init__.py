"""Keeps the complaints. Everything that is kept about one complaint is one document, so every change is atomic."""

from chassis.errors import TemporarilyUnavailable


class StoreUnavailable(TemporarilyUnavailable):
    """The store did not confirm in time; what was asked for may or may not have happened."""


class Duplicate(Exception):
    """A document with the same unique value is kept already."""
