"""ISO 8601 durations such as `P3D` or `PT7H30M`, as policies and calendars write them.

How long a day (`D`) is depends on who reads it: on working time it is the nominal working day of a calendar, so the
same `P3D` is 22.5 hours in an office of 7.5 hours; elsewhere it has 24 hours. Weeks, months and years have no fixed
length and are refused.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

# `[0-9]` and not `\d`, which also stands for the digits of other scripts; six of them, so that a sum stays a date.
_N = "[0-9]{1,6}"
_SECONDS = rf"{_N}(\.[0-9]{{1,3}})?S"
_TIME = rf"T({_N}H({_N}M)?({_SECONDS})?|{_N}M({_SECONDS})?|{_SECONDS})"
PATTERN = rf"^P({_N}D({_TIME})?|{_TIME})$"
"""The durations that are understood, as a regular expression."""

_PARTS = re.compile(
    rf"P(?:(?P<days>{_N})D)?(?:T(?:(?P<hours>{_N})H)?(?:(?P<minutes>{_N})M)?(?:(?P<seconds>{_N})(?:\.(?P<part>[0-9]{{1,3}}))?S)?)?"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole days and, beside them, milliseconds."""

    days: int
    milliseconds: int

    def in_ms(self, day_ms: int = DAY_MS) -> int:
        """Milliseconds, where a day has `day_ms`."""
        return self.days * day_ms + self.milliseconds


def parse_duration(text: str) -> Duration:
    """Read a duration. Raises ValueError with the text and what is wrong with it."""
    found = _PARTS.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise ValueError(f"{text!r}: {_what_is_wrong(text)}")
    count = {unit: int(found[unit] or 0) for unit in ("days", "hours", "minutes", "seconds")}
    milliseconds = count["hours"] * HOUR_MS + count["minutes"] * MINUTE_MS + count["seconds"] * SECOND_MS
    return Duration(count["days"], milliseconds + int((found["part"] or "").ljust(3, "0")))


# A city has few policies, and every decision about a clock asks for their durations again.
@lru_cache(maxsize=1024)
def duration_ms(text: str, day_ms: int = DAY_MS) -> int:
    """Milliseconds of a duration, where a day has `day_ms`; ValueError as in `parse_duration`."""
    return parse_duration(text).in_ms(day_ms)


def elapsed(text: str) -> timedelta:
    """A duration on the wall clock, where a day has 24 hours; ValueError as in `parse_duration`."""
    return timedelta(milliseconds=duration_ms(text))


# The first pattern that is found names the fault; the order goes from the general to the particular.
_FAULTS = (
    (r"^-|-[0-9]", "a duration cannot be negative"),
    (r"^[^P]|^$", "it must start with P, as in P3D or PT20S"),
    (r"^PT?$|T$", "no number follows the P or the T"),
    (r"^P[^T]*[WY]|^P[^T]*M", "weeks, months and years have no fixed length; use D, H, M and S"),
    (r"[0-9]{7}", "a number has more than six digits"),
    (r"^P[^T]*[HS]", "hours, minutes and seconds come after a T, as in P1DT4H"),
    (r"[.,][0-9]*[DHM]|,|\.[0-9]{4}", "only seconds may have a fraction, with a point and at most three digits"),
)


def _what_is_wrong(text: str) -> str:
    for pattern, fault in _FAULTS:
        if re.search(pattern, text):
            return fault
    return "expected P[n]DT[n]H[n]M[n]S, each part at most once and in this order"
