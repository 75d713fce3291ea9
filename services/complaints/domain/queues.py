"""In which queues an open complaint stands, and at which place: what somebody has to do is read from them in order."""

from collections.abc import Iterable

from contracts.values import Clock, ClockStatus
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation

DIGITS = 15
NO_DEADLINE = 10**DIGITS - 1
"""Milliseconds that lie behind every deadline."""


def queues_of(complaint: Complaint, organisation: Organisation) -> tuple[str, ...]:
    """Those of every unit that it concerns and of the units above, of its category and of whoever works on it.

    None when it is over, or no unit has it yet.
    """
    if not complaint.is_open or complaint.unit is None:
        return ()
    concerned = [complaint.unit, *complaint.contributors, *complaint.contributed]
    if complaint.delegated_to is not None:
        concerned.append(complaint.delegated_to)
    if complaint.review_pending:
        concerned.append(organisation.triage_unit)
    queues = {unit_queue(each) for unit in concerned for each in (unit, *organisation.upwards(unit))}
    if complaint.routing_input.category is not None:
        queues.add(category_queue(complaint.routing_input.category))
    if complaint.assignee is not None:
        queues.add(person_queue(complaint.assignee))
    return tuple(sorted(queues))


def unit_queue(unit: str) -> str:
    """What the unit or one below it is concerned with."""
    return f"u:{unit}"


def category_queue(category: str) -> str:
    """What is about this category."""
    return f"c:{category}"


def person_queue(person: str) -> str:
    """What this person works on."""
    return f"p:{person}"


def place_in_queue(complaint_id: str, clocks: Iterable[Clock]) -> str:
    """Sorts by the next deadline, whoever owes it; every complaint has a place of its own.

    A clock that was late when it was paused stays where it is: what it asks for is still owed.
    """
    due = (each.due_at if each.status is ClockStatus.RUNNING else each.breached_at for each in clocks if _counts(each))
    moments = [round(each.timestamp() * 1000) for each in due if each is not None]
    return place_at(max(0, min(moments, default=NO_DEADLINE)), complaint_id)


def place_at(milliseconds: int, complaint_id: str = "") -> str:
    """The place of a complaint whose next deadline is then; without an id it lies before all of that moment."""
    return f"{milliseconds:0{DIGITS}}.{complaint_id}"


def _counts(clock: Clock) -> bool:
    return clock.status in (ClockStatus.RUNNING, ClockStatus.PAUSED)
