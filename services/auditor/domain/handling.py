"""What routing and sla owe a complaint: an assignment, its clocks, their end; and somebody who can go on."""

from collections.abc import Iterator

from contracts.events import ClocksSet, ComplaintAssigned, ComplaintTransferred, is_history
from contracts.values import ClockStatus, Missing
from services.auditor.domain.by_dates import newest_clocks
from services.auditor.domain.finding import Finding
from services.auditor.domain.rules import Rules
from verify.evidence import History
from verify.life import MOVES, asks_for_a_unit, is_following, next_mover
from verify.model import unfinished

_LIVE = (ClockStatus.RUNNING, ClockStatus.PAUSED)


def assignments_missing(history: History, rules: Rules) -> Iterator[Finding]:
    """Each step that asks for a unit and has no answer."""
    answered = {each.cause for each in history.assignments}
    for step in history.sequence:
        if asks_for_a_unit(step) and step.id not in answered:
            since = history.written_at[step.id]
            yield Finding(
                Missing.ASSIGNMENT,
                history.complaint_id,
                about=step.id,
                detail=f"after {step.kind()}, step {step.seq}",
                since=since,
                found_at=since + rules.within.assigned,
                expected=ComplaintAssigned.kind(),
                cause=step.id,
            )


def clocks_missing(history: History, rules: Rules) -> Iterator[Finding]:
    """The newest assignment, if nothing was said of its clocks; one that was overtaken has none of its own."""
    newest = max(history.assignments, key=lambda each: each.assignment_number, default=None)
    said = (each.assignment_number for each in history.others if isinstance(each, ClocksSet))
    if newest is None or is_history(newest) or newest.assignment_number <= max(said, default=0):
        return
    since = history.written_at[newest.id]
    yield Finding(
        Missing.CLOCKS,
        history.complaint_id,
        about=newest.id,
        detail=f"assignment {newest.assignment_number} to {newest.unit}, policy {newest.policy.name}",
        since=since,
        found_at=since + rules.within.clocks,
        expected=ClocksSet.kind(),
        cause=newest.id,
    )


def clocks_on_closed(history: History, rules: Rules) -> Iterator[Finding]:
    """Clocks that run on, though the complaint is over and by its policy nothing of what they ask for is left to do."""
    said = newest_clocks(history)
    live = {clock.name for clock in said.clocks if clock.status in _LIVE} if said is not None else set()
    if not live or next_mover(history, rules.city) is not None:
        return
    running = live - unfinished(history)
    if not running:
        return
    end = next(step for step in reversed(history.sequence) if step.step() in MOVES or is_following(step))
    since = history.written_at[end.id]
    yield Finding(
        Missing.CLOCK_ON_CLOSED,
        history.complaint_id,
        about=end.id,
        detail=f"{', '.join(sorted(running))[:120]} after {end.kind()}",
        since=since,
        found_at=since + rules.within.ended,
        expected=ClocksSet.kind(),
        cause=end.id,
    )


def nobody_moves(history: History, rules: Rules) -> Iterator[Finding]:
    """A complaint that waits for a unit that the city does not have."""
    mover = next_mover(history, rules.city)
    if mover is None or mover.kind not in ("triage", "unit") or mover.unit in rules.city.parents:
        return
    last = max((*history.steps, *history.assignments), key=lambda each: history.written_at[each.id])
    since = history.written_at[last.id]
    yield Finding(
        Missing.NOBODY_MOVES,
        history.complaint_id,
        about=f"{mover.unit}|{last.id}",
        detail=f"waits for {mover.unit or 'nobody'}, which is no unit of the city",
        since=since,
        found_at=since + rules.within.moved,
        expected=ComplaintTransferred.kind(),
        cause=last.id,
    )
