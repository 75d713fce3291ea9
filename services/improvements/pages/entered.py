"""What people type: days and numbers."""

from datetime import date
from math import isfinite

_YEARS = range(2000, 2200)
"""Others are mistyped, and no zone can count with the first or the last ones."""


def day_in(text: str) -> date | None:
    """A day as browsers send it; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def number_in(text: str) -> float | None:
    """A number from 0 on, with a point or a comma; None for anything else."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) and number >= 0 else None
