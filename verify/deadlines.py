"""Deadlines against the model: what units owed, what complainants were asked, and who had to hear of it."""

from collections.abc import Iterator
from datetime import timedelta

from verify.breaches import check_breaches, missing_breaches
from verify.complainant import check_complainant, missing_of_complainant
from verify.evidence import History
from verify.ladders import check_ladders, missing_levels
from verify.model import owed, perhaps_owed
from verify.overdue import check_overdue
from verify.report import Finding
from verify.runs import FOREVER
from verify.timing import GRACE, Timing


def check_deadlines(history: History, timing: Timing) -> Iterator[Finding]:
    """All findings about one complaint's deadlines."""
    must, may = owed(history), perhaps_owed(history, timing.late)
    yield from check_breaches(history, must, may, timing)
    yield from check_ladders(history, must, may, timing)
    yield from check_overdue(history, must, may, timing)
    yield from check_complainant(history, timing)


def still_to_come(history: History, grace: timedelta = GRACE) -> bool:
    """Whether a breach, a level, a reminder or a closing will still follow if nobody acts any more.

    What was done less than `grace` after its deadline may have come before sla knew of that deadline.
    """
    endless, must = Timing(until=FOREVER, grace=grace), owed(history)
    missing = (
        *missing_breaches(history, must, endless),
        *missing_levels(history, must, endless),
        *missing_of_complainant(history, endless),
    )
    return bool(missing)
