"""What is missing in a history: `findings` for now, `prospects` for now and later if nothing more comes."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from contracts.events import ComplaintFiled
from services.auditor.domain import by_dates, by_model, handling, notifying
from services.auditor.domain.finding import Finding
from services.auditor.domain.rules import Rules
from verify.check import can_judge
from verify.evidence import History


def findings(history: History, now: datetime, rules: Rules) -> tuple[Finding, ...]:
    """What is missed at `now`."""
    return tuple(found for found in prospects(history, rules) if found.found_at <= now)


def prospects(history: History, rules: Rules) -> tuple[Finding, ...]:
    """What is missed, and what will be from its `found_at` on if nothing more is heard of the complaint.

    Nothing is said of a history whose beginning or middle is not known.
    """
    if not is_whole(history):
        return ()
    found: dict[object, Finding] = {}
    for each in _all(history, rules):
        found.setdefault(each.key, each)
    return tuple(sorted(found.values(), key=lambda each: (each.found_at, each.about)))


def is_whole(history: History) -> bool:
    """Whether every step from the filing on is known."""
    steps = history.sequence
    begins = bool(steps) and isinstance(steps[0], ComplaintFiled)
    return begins and [step.seq for step in steps] == list(range(1, len(steps) + 1))


def next_look(found: Iterable[Finding], now: datetime) -> datetime | None:
    """When something is missed next, if nothing comes."""
    return min((each.found_at for each in found if each.found_at > now), default=None)


def _all(history: History, rules: Rules) -> Iterator[Finding]:
    yield from handling.assignments_missing(history, rules)
    yield from handling.clocks_missing(history, rules)
    yield from handling.clocks_on_closed(history, rules)
    yield from handling.nobody_moves(history, rules)
    yield from notifying.messages_missing(history, rules)
    yield from notifying.proofs_missing(history, rules)
    judge = by_model if can_judge(history, rules.city) else by_dates
    yield from judge.deadlines_missing(history, rules.within)
