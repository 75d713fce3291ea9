"""In which queues an open complaint stands, and at which place: what somebody has to do is read from them in order."""

import re
from collections.abc import Iterable
from datetime import datetime

from contracts.values import Clock, ClockStatus
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.organisation import Organisation

DIGITS = 15
NO_DEADLINE = 9 * 10 ** (DIGITS - 1)
"""Milliseconds that lie behind every deadline: what has none follows there, the oldest first."""


def queues_of(complaint: Complaint, organisation: Organisation) -> tuple[str, ...]:
    """Those of every unit that it concerns and of the units above, of its category and district, and of its person.

    None when it is over, no unit has it yet, or it is of the sandbox.
    """
    if not complaint.is_open or complaint.unit is None or complaint.is_sandbox:
        return ()
    concerned = [complaint.unit, *complaint.contributors, *complaint.contributed]
    if complaint.delegated_to is not None:
        concerned.append(complaint.delegated_to)
    if complaint.review_pending:
        concerned.append(organisation.triage_unit)
    queues = {unit_queue(each) for unit in concerned for each in (unit, *organisation.upwards(unit))}
    if complaint.routing_input.category is not None:
        queues.add(category_queue(complaint.routing_input.category))
    district = district_of(complaint.routing_input.area)
    if district is not None:
        queues.add(area_queue(district))
    if complaint.assignee is not None:
        queues.add(person_queue(complaint.assignee))
    return tuple(sorted(queues))


def unit_queue(unit: str) -> str:
    """What the unit or one below it is concerned with."""
    return f"u:{unit}"


def category_queue(category: str) -> str:
    """What is about this category."""
    return f"c:{category}"


def area_queue(district: str) -> str:
    """What lies in this district."""
    return f"a:{district}"


def district_of(area: str | None) -> str | None:
    """The district of an area code that goes so far."""
    return area[:_DISTRICT] if area is not None and len(area) >= _DISTRICT else None


_DISTRICT = len("99.71.01")


def person_queue(person: str) -> str:
    """What this person works on."""
    return f"p:{person}"


def place_in_queue(complaint: Complaint, clocks: Iterable[Clock]) -> str:
    """Sorts by the next deadline, whoever owes it; every complaint has a place of its own.

    A clock that was late when it was paused stays where it is: what it asks for is still owed.
    """
    due = [each for each in map(_due_at, clocks) if each is not None]
    filed_at = _milliseconds(complaint.routing_input.filed_at)
    return place_at(_milliseconds(min(due)) if due else NO_DEADLINE + filed_at, complaint.id)


def place_at(milliseconds: int, complaint_id: str = "") -> str:
    """The place of a complaint whose next deadline is then; without an id it lies before all of that moment."""
    return f"{milliseconds:0{DIGITS}}.{complaint_id}"


def is_place(text: str) -> bool:
    """Whether it may be the place of a complaint, as a page of a list names the one after which to go on."""
    return _PLACE.fullmatch(text) is not None


_PLACE = re.compile(rf"[0-9]{{{DIGITS}}}\.[A-Za-z0-9-]{{1,64}}")


def _due_at(clock: Clock) -> datetime | None:
    match clock.status:
        case ClockStatus.RUNNING:
            return clock.due_at
        case ClockStatus.PAUSED:
            return clock.breached_at
    return None


def _milliseconds(moment: datetime) -> int:
    return max(0, round(moment.timestamp() * 1000))
