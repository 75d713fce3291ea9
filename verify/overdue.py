"""What an escalation says is overdue, against the model: every clock that may escalate and is owed, the worst first."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.events import ComplaintEscalated
from contracts.values import OverdueClock
from verify.evidence import History
from verify.model import Owed
from verify.report import Finding
from verify.timing import Timing


def check_overdue(history: History, must: Sequence[Owed], may: Sequence[Owed], timing: Timing) -> Iterator[Finding]:
    """All findings about what one complaint's escalations name."""
    sure, perhaps = ([each for each in owed if each.ladder is not None] for owed in (must, may))
    for level in history.escalations:
        faults = [
            *_left_out(history, level, sure, timing),
            *_named_wrongly(level, perhaps, timing),
            *_not_worst_first(level, perhaps, timing),
        ]
        if faults:
            words = f"round {level.round} level {level.level}: {'; '.join(faults)}"
            yield Finding("overdue_differs", history.complaint_id, words)


def _left_out(history: History, level: ComplaintEscalated, sure: Sequence[Owed], timing: Timing) -> Iterator[str]:
    """What sla knew to be owed at that moment, and did not name."""
    at = level.occurred_at
    for each in sure:
        is_known = history.written_at[each.known_by] + timing.late <= at
        is_owed = each.start + timing.exact <= at < each.end - timing.exact
        if is_known and is_owed and not any(_is(said, each, timing) for said in level.overdue):
            yield f"{each.clock} is left out"


def _named_wrongly(level: ComplaintEscalated, perhaps: Sequence[Owed], timing: Timing) -> Iterator[str]:
    for said in level.overdue:
        if not _owing(said, level.occurred_at, perhaps, timing):
            yield f"{said.clock} was not overdue"
    if OverdueClock(clock=level.clock, due_at=level.due_at) not in level.overdue:
        yield f"its own clock {level.clock} is left out"


def _not_worst_first(level: ComplaintEscalated, perhaps: Sequence[Owed], timing: Timing) -> Iterator[str]:
    ranks = [
        (min(each.rank for each in found), said.due_at)
        for said in level.overdue
        if (found := _owing(said, level.occurred_at, perhaps, timing))
    ]
    if ranks != sorted(ranks):
        yield "the worst is not the first"


def _owing(said: OverdueClock, at: datetime, owed: Sequence[Owed], timing: Timing) -> list[Owed]:
    return [each for each in owed if _is(said, each, timing) and each.start - timing.exact <= at <= each.end]


def _is(said: OverdueClock, each: Owed, timing: Timing) -> bool:
    return said.clock == each.clock and abs(said.due_at - each.due) <= timing.exact
