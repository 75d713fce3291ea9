"""Keeps the complaints. Everything that is kept about one complaint is one document, so every change is atomic.

What a query may match is bounded in each method, and said there: nothing grows with the history of a city.
"""

from chassis.errors import Duplicate, StoreUnavailable

__all__ = ["Duplicate", "StoreUnavailable"]
