"""Working durations: ISO-8601 text such as `P3D` or `PT7H30M`, read as working time.

A day (`D`) is not 24 hours but the nominal working day that the calendar declares, so the same `P3D` is 22.5 hours in
an office of 7.5 hours and 72 hours around the clock. Weeks, months and years have no fixed working time: refused.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS

# Six digits a number: longer ones are typing errors, and the sum stays within what a datetime can carry.
_DURATION = re.compile(
    r"P(?:(?P<days>[0-9]{1,6})D)?"
    r"(?:T(?:(?P<hours>[0-9]{1,6})H)?(?:(?P<minutes>[0-9]{1,6})M)?(?:(?P<seconds>[0-9]{1,6})(?:\.(?P<part>[0-9]{1,3}))?S)?)?"
)


@dataclass(frozen=True, slots=True)
class WorkingDuration:
    """Whole nominal working days and, beside them, working milliseconds."""

    days: int
    milliseconds: int

    def in_ms(self, working_day_ms: int) -> int:
        """The working milliseconds on a calendar whose nominal working day has `working_day_ms`."""
        return self.days * working_day_ms + self.milliseconds


def parse_duration(text: str) -> WorkingDuration:
    """Read an ISO-8601 working duration. Raises ValueError with the text and what is wrong with it."""
    found = _DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise ValueError(f"working duration {text!r}: {_what_is_wrong(text)}")
    count = {unit: int(found[unit] or 0) for unit in ("days", "hours", "minutes", "seconds")}
    milliseconds = count["hours"] * HOUR_MS + count["minutes"] * MINUTE_MS + count["seconds"] * SECOND_MS
    return WorkingDuration(count["days"], milliseconds + int((found["part"] or "").ljust(3, "0")))


# A city has few policies, and every decision about a clock asks for their durations again.
@lru_cache(maxsize=1024)
def working_ms(text: str, working_day_ms: int) -> int:
    """The working milliseconds of `text` for a nominal working day; ValueError as in `parse_duration`."""
    return parse_duration(text).in_ms(working_day_ms)


# The first pattern that is found names the fault; the order goes from the general to the particular.
_FAULTS = (
    (r"^-|-[0-9]", "a duration cannot be negative"),
    (r"^[^P]|^$", "it must start with P, as in P3D or PT20S"),
    (r"^PT?$|T$", "no number follows the P or the T"),
    (r"^P[^T]*[WY]|^P[^T]*M", "weeks, months and years have no fixed working time; use D, H, M and S"),
    (r"[0-9]{7}", "a number has more than six digits"),
    (r"^P[^T]*[HS]", "hours, minutes and seconds come after a T, as in P1DT4H"),
    (r"[.,][0-9]*[DHM]|,|\.[0-9]{4}", "only seconds may have a fraction, with a point and at most three digits"),
)


def _what_is_wrong(text: str) -> str:
    for pattern, fault in _FAULTS:
        if re.search(pattern, text):
            return fault
    return "expected P[n]DT[n]H[n]M[n]S, each part at most once and in this order"
