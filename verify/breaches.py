"""Breaches against the model: each that was due once, none before its time, none of what was never owed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.events import DeadlineEvent
from verify.evidence import History
from verify.model import Owed
from verify.report import Finding
from verify.runs import RunId
from verify.timing import Timing


def check_breaches(history: History, must: Sequence[Owed], may: Sequence[Owed], timing: Timing) -> Iterator[Finding]:
    """All findings about one complaint's breaches."""
    yield from _early(history, may, timing)
    yield from _twice(history, may, timing)
    yield from missing_breaches(history, must, timing)


def missing_breaches(history: History, must: Sequence[Owed], timing: Timing) -> Iterator[Finding]:
    """What passed unnoticed, in words."""
    for each, _ in unnoticed(history, must, timing):
        yield Finding("breach_missing", history.complaint_id, f"{each.clock} due {each.due:%H:%M:%S.%f}")


def unnoticed(history: History, must: Sequence[Owed], timing: Timing) -> Iterator[tuple[Owed, datetime]]:
    """What passed without a breach, and from when on sla could know that."""
    found = {_run(event, must, timing) for event in history.breaches}
    for each in must:
        known_at = max(each.start, history.written_at[each.known_by])
        if each.run not in found and timing.is_demanded(known_at, each.end):
            found.add(each.run)
            yield each, known_at


def _early(history: History, may: Sequence[Owed], timing: Timing) -> Iterator[Finding]:
    for event in history.breaches:
        is_known = _run(event, may, timing) is not None
        if not is_known or event.occurred_at < event.due_at - timing.exact:
            detail = f"{event.clock}: emitted {event.occurred_at:%H:%M:%S.%f}, due {event.due_at:%H:%M:%S.%f}"
            yield Finding("breach_early", history.complaint_id, detail if is_known else f"{detail}, never owed then")


def _twice(history: History, may: Sequence[Owed], timing: Timing) -> Iterator[Finding]:
    withdrawn = Counter(_run(each, may, timing) for each in history.withdrawn_breaches)
    for run, times in Counter(_run(each, may, timing) for each in history.breaches).items():
        if run is not None and times > 1 + withdrawn[run]:
            yield Finding("breach_twice", history.complaint_id, f"{' of '.join(run)}: {times} times")


def _run(event: DeadlineEvent, owed: Sequence[Owed], timing: Timing) -> RunId | None:
    """The run of a clock that an event is about: of those with this deadline the one of its assignment, if any is."""
    fitting = [each for each in owed if each.clock == event.clock and abs(each.due - event.due_at) <= timing.exact]
    own = [each for each in fitting if event.assignment_number in each.numbers]
    return next((each.run for each in own or fitting), None)
