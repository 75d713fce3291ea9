"""What may come in that was over in another system already: how it ended, why, and when that may have been.

The intake API and whoever sends to it check by the same rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""What is dated before this is dated wrongly."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far ahead may the clock of another system be."""
UNKNOWN_REASON = "as_recorded"
ONLY_OF_HISTORY = (UNKNOWN_REASON, "time_over")
"""Reasons that no step of a complaint has here: the other system gives none that is known, or its time was over."""

REASONS: Mapping[str, tuple[str, ...]] = {
    "closed": (*ONLY_OF_HISTORY, "content", "no_reply", "not_objected", "work_done", "information_given", "referred"),
    "rejected": (
        *ONLY_OF_HISTORY,
        "not_a_complaint",
        "outside_city",
        "already_reported",
        "already_handled",
        "not_verifiable",
        "no_reply",
        "abusive",
    ),
    "withdrawn": (*ONLY_OF_HISTORY, "no_longer_needed", "filed_by_mistake", "solved_otherwise"),
}
"""The states in which nothing more is expected of anybody, each with the reasons for it."""


@dataclass(frozen=True, slots=True)
class PastEnd:
    """How it ended. `closed_at` is None when the other system does not say when."""

    state: str
    closed_at: datetime | None = None
    reason: str = UNKNOWN_REASON


@dataclass(frozen=True, slots=True)
class WrongPast:
    """Why something cannot have been so: a code, words, and what to do. `field` is as requests name it."""

    field: str
    code: str
    detail: str
    remedy: str


def wrong_past(filed_at: datetime, end: PastEnd | None, now: datetime) -> WrongPast | None:
    """What is wrong with a filing of the past, and with its end; None for nothing."""
    wrong = _wrong_moment("filed_at", filed_at, now)
    if wrong is not None or end is None:
        return wrong
    if end.state not in REASONS:
        return WrongPast("history.state", "state_unknown", "nothing ends so", f"give one of: {', '.join(REASONS)}")
    if end.reason not in REASONS[end.state]:
        known = ", ".join(REASONS[end.state])
        return WrongPast("history.reason", "reason_unknown", f"{end.state} has no such reason", f"give one of: {known}")
    if end.closed_at is None:
        return None
    if end.closed_at < filed_at:
        remedy = "send the moment at which it ended, or leave it out where that is not known"
        return WrongPast("history.closed_at", "ended_before_filed", "it lies before filed_at", remedy)
    return _wrong_moment("history.closed_at", end.closed_at, now)


def _wrong_moment(field: str, moment: datetime, now: datetime) -> WrongPast | None:
    remedy = "send the moment as it was, with its offset"
    if moment > now + CLOCKS_DIFFER:
        return WrongPast(field, "in_the_future", "it lies in the future", remedy)
    if moment < EARLIEST:
        return WrongPast(field, "too_early", f"it lies before {EARLIEST:%Y}", remedy)
    return None
