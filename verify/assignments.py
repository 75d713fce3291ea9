"""Assignments against the steps that ask for them: each answered once, with the next number, as the step demands."""

from collections import Counter
from collections.abc import Iterator

from contracts.events import (
    AssignmentEvent,
    ComplaintEvent,
    ComplaintReclassified,
    ComplaintReopened,
    ComplaintSentToTriage,
    ComplaintTransferred,
    PolicyChanged,
)
from verify.city import City
from verify.evidence import History
from verify.life import asks_for_a_unit
from verify.report import Finding
from verify.timing import Timing


def check_assignments(history: History, city: City, timing: Timing) -> Iterator[Finding]:
    """Each step that asks for a unit is answered by one assignment with the next assignment_number."""
    for number, times in Counter(each.assignment_number for each in history.assignments).items():
        if times > 1:
            detail = f"assignment_number {number}: {times} different events"
            yield Finding("assigned_twice", history.complaint_id, detail)
    yield from _unanswered(history, timing)
    yield from _answered_otherwise(history, city)


def _asking(history: History) -> dict[str, ComplaintEvent]:
    return {step.id: step for step in history.steps if asks_for_a_unit(step)}


def _unanswered(history: History, timing: Timing) -> Iterator[Finding]:
    causes = _asking(history)
    answered = {each.cause: each.assignment_number for each in history.assignments}
    for cause, step in causes.items():
        if answered.get(cause) != step.assignment_number + 1 and timing.is_demanded(history.written_at[cause]):
            detail = f"{step.kind()} of assignment_number {step.assignment_number} has no answer"
            yield Finding("unassigned", history.complaint_id, detail)
    for each in history.assignments:
        if each.cause not in causes:
            yield Finding("assignment_uncaused", history.complaint_id, f"assignment_number {each.assignment_number}")


def _answered_otherwise(history: History, city: City) -> Iterator[Finding]:
    causes = _asking(history)
    for answer in history.assignments:
        if (step := causes.get(answer.cause or "")) is not None:
            for fault in (*_faults(step, answer, city), *_policy_faults(history, step, answer)):
                detail = f"assignment_number {answer.assignment_number} after {step.kind()}: {fault}"
                yield Finding("assigned_otherwise", history.complaint_id, detail)


def _faults(step: ComplaintEvent, answer: AssignmentEvent, city: City) -> Iterator[str]:
    """A unit that the city no longer has cannot be responsible: then people at the triage desk decide."""
    demanded = _demanded_unit(step)
    if demanded in city.parents and answer.unit != demanded:
        yield f"it went to {answer.unit}, not to {demanded}"
    if answer.sets_statutory != isinstance(step, PolicyChanged):
        yield "only a leader's change of policy sets statutory clocks, and it always does"
    if answer.continues != _continues(step, answer):
        yield "a stage goes on where a correction leaves the complaint with its unit, and nowhere else"


def _policy_faults(history: History, step: ComplaintEvent, answer: AssignmentEvent) -> Iterator[str]:
    """What a leader put a complaint under holds at every unit; the triage desk has a policy of its own."""
    named = [each for each in history.sequence if isinstance(each, PolicyChanged) and each.seq <= step.seq]
    is_free = isinstance(answer, ComplaintSentToTriage) and not isinstance(step, PolicyChanged)
    if named and not is_free and answer.policy.name != named[-1].policy:
        yield f"its policy is {answer.policy.name}, not {named[-1].policy}, which a leader named"


def _demanded_unit(step: ComplaintEvent) -> str | None:
    """The unit that it must go to; None where routing is free to decide."""
    if isinstance(step, ComplaintReopened | PolicyChanged):
        return step.unit
    if isinstance(step, ComplaintTransferred) and step.is_binding:
        return step.to_unit
    return step.unit if isinstance(step, ComplaintReclassified) and step.is_binding else None


def _continues(step: ComplaintEvent, answer: AssignmentEvent) -> bool:
    return isinstance(step, ComplaintReclassified | PolicyChanged) and answer.unit == step.unit
