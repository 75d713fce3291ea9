"""One line of a list: what there is to know about a complaint without opening it."""

from datetime import datetime

from contracts.values import ClockOwner
from services.complaints import texts
from services.complaints.api import views
from services.complaints.api.schemas import responses
from services.complaints.city import City
from services.complaints.deadlines import next_deadline
from services.complaints.record import ListedPage, Record
from services.complaints.timeline import timeline


def page(unit: str, found: ListedPage, city: City, language: str, now: datetime) -> responses.Page:
    """A page of a list."""
    lines = [row(record, city, language, now) for record in found.records]
    return responses.Page(unit=unit, complaints=lines, next=found.following)


def row(record: Record, city: City, language: str, now: datetime) -> responses.Listed:
    """A complaint, from its state, its clocks and its latest events."""
    complaint, routing_input = record.complaint, record.complaint.routing_input
    return responses.Listed(
        id=complaint.id,
        version=complaint.version,
        state=complaint.state.value,
        state_text=texts.of(language).states[complaint.state.value],
        category=_named(routing_input.category, city.category_name(routing_input.category, language)),
        area=_named(routing_input.area, city.area_name(routing_input.area, language)),
        unit=views.unit_name(complaint.unit, city, language),
        filed_at=routing_input.filed_at,
        next_deadline=_next_deadline(record, city, language, now),
        last_event=_last_event(record, city, language),
        expected=views.expected(complaint, city, language, names_person=True),
        overdue=views.is_overdue(complaint, record.breached),
        link=f"/v1/complaints/{complaint.id}",
    )


def _named(code: str | None, name: str) -> responses.Named | None:
    return None if code is None else responses.Named(code=code, name=name)


def _next_deadline(record: Record, city: City, language: str, now: datetime) -> responses.NextDeadline | None:
    found = next_deadline(record.complaint, record.clocks, city, now)
    if found is None:
        return None
    return responses.NextDeadline(
        name=found.clock.name,
        text=city.clock_title(found.clock.name, language),
        due_at=found.due_at,
        owed_by=(found.clock.owed_by or ClockOwner.UNIT).value,
        is_late=found.is_late,
        working_time=found.working_time,
        working_time_text=found.in_words(language),
    )


def _last_event(record: Record, city: City, language: str) -> responses.LastEvent | None:
    """The latest event that has words; None where only others are among those that were read."""
    entries = timeline(record, city, language, for_staff=True)
    return responses.LastEvent(type=entries[-1].type, text=entries[-1].text, at=entries[-1].at) if entries else None
