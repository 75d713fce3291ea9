"""Assignments against the steps that ask for them: each answered once, with the next number."""

from collections import Counter
from collections.abc import Iterator

from contracts.events import ComplaintFiled, ComplaintReopened, ComplaintTransferred
from verify.evidence import History
from verify.report import Finding
from verify.timing import Timing


def check_assignments(history: History, timing: Timing) -> Iterator[Finding]:
    """Each filing, transfer and reopening is answered by one assignment with the next assignment_number."""
    for number, times in Counter(each.assignment_number for each in history.assignments).items():
        if times > 1:
            detail = f"assignment_number {number}: {times} different events"
            yield Finding("assigned_twice", history.complaint_id, detail)
    yield from _unanswered(history, timing)


def _unanswered(history: History, timing: Timing) -> Iterator[Finding]:
    causes = {
        step.id: step
        for step in history.steps
        if isinstance(step, ComplaintFiled | ComplaintTransferred | ComplaintReopened)
    }
    answered = {each.cause: each.assignment_number for each in history.assignments}
    for cause, step in causes.items():
        if answered.get(cause) != step.assignment_number + 1 and timing.is_demanded(history.written_at[cause]):
            detail = f"{step.kind()} of assignment_number {step.assignment_number} has no answer"
            yield Finding("unassigned", history.complaint_id, detail)
    for each in history.assignments:
        if each.cause not in causes:
            yield Finding("assignment_uncaused", history.complaint_id, f"assignment_number {each.assignment_number}")
