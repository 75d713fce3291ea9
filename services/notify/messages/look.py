"""Looks at a delivery for its reader: from the variables of its event and from what is known of the complaint.

The event says why somebody is written to; what is known of the complaint says how things stand now. Where nothing more
than the id is known of the complaint yet, the event's own variables suffice.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.values import Clock, ClockOwner, ClockStatus
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint, Step
from services.notify.domain.delivery import Delivery
from services.notify.domain.finding import Finding
from services.notify.domain.improvement import Improvement
from services.notify.domain.subjects import Subject
from services.notify.domain.variables import completed
from services.notify.messages.actions import look_at_action, look_at_finding
from services.notify.messages.deadlines import Deadlines
from services.notify.messages.localised import localised
from services.notify.messages.names import Names, is_printable, short
from services.notify.messages.text import UnsafeMessage
from services.notify.messages.view import Happened, Seen, View

SHOWN_STEPS = 3
STATUTORY = "statutory"


def look_at(delivery: Delivery, subject: Subject, city: City, now: datetime, has_link: bool = False) -> Seen:
    """The delivery in its recipient's language and zone; raises `UnsafeMessage` for an id that cannot be shown."""
    match subject:
        case Complaint():
            return _Look(delivery, subject, city, now, has_link).seen()
        case Improvement():
            return look_at_action(delivery, subject, city, now, has_link)
        case Finding():
            return look_at_finding(delivery, subject, city, has_link)


class _Look:
    """Brings together what the event says and what is known of the complaint."""

    def __init__(self, delivery: Delivery, complaint: Complaint, city: City, now: datetime, has_link: bool) -> None:
        if not is_printable(delivery.subject_id):
            raise UnsafeMessage("the complaint's id is not printable")
        self._delivery, self._complaint, self._city, self._now = delivery, complaint, city, now
        self._has_link = has_link
        self._zone = city.hours(delivery.recipient).zone
        self._names = Names(city, delivery.language)
        self._said: Mapping[str, Any] = localised(completed(delivery.variables), self._zone)
        assignment = complaint.assignment
        calendar = city.calendars.get(assignment.calendar) if assignment else None
        self._deadlines = Deadlines(
            complaint, self._said, delivery.occurred_at, now, self._zone, calendar, self._names.clock
        )

    def seen(self) -> Seen:
        said, known, names = self._said, self._complaint, self._names
        category, area = names.category(known.category), names.area(known.area)
        clock = said.get("asked") or said.get("clock")
        overdue = self._deadlines.overdue()
        view = View(
            number=self._delivery.subject_id[-8:],
            category=category,
            area=area,
            short_category=short(category),
            short_area=short(area),
            is_reopened=known.reopenings > 0 or said.get("step") == "reopened",
            is_urgent=self._delivery.urgent,
            filed_at=self._deadlines.local(known.filed_at) or said.get("filed_at"),
            unit_name=names.unit(said.get("unit") or known.unit),
            previous_unit_name=names.unit(said.get("previous_unit")),
            from_unit_name=names.unit(said.get("from_unit")),
            to_unit_name=names.unit(said.get("to_unit")),
            channel_name=names.channel(said.get("channel") or known.channel),
            post_unit_name=names.unit(said.get("post_unit")),
            role_title=names.role(said.get("role")),
            first_role_title=names.role(said.get("first_role")),
            recipient_name=names.person(self._delivery.recipient),
            rerouted=said.get("rerouted"),
            clock_title=names.clock(clock) if clock else None,
            asks=names.asks(clock) if clock else None,
            leaders_are_told=self._escalates(clock),
            overdue=overdue,
            upcoming=self._deadlines.upcoming(overdue),
            late=self._deadlines.worst(overdue),
            steps=self._steps(),
            answer_until=self._deadlines.due(self._answer_clocks()),
            reply_until=self._deadlines.due(self._of_complainant("information_requested")),
            object_until=self._deadlines.due(self._of_complainant("resolved")),
            promise=self._promise(),
            invites_to_survey=known.survey == self._delivery.cause,
            can_promise=self._delivery.acts_for is not None and self._delivery.level is not None and self._has_link,
            has_link=self._has_link,
        )
        return Seen(view, self._said)

    def _escalates(self, clock: str | None) -> bool:
        definition = self._city.policies.clocks.get(clock or "")
        return definition is not None and definition.escalates

    def _answer_clocks(self) -> list[Clock]:
        """The clocks that say when the complainant is to have the answer: those that begin anew come last in law, but
        first for a complaint that was opened again.
        """
        owed = [each for each in self._deadlines.owed_by_unit() if each.due_at and each.due_at > self._now]
        reopened = [each for each in owed if self._starts_with(each) == "reopened"]
        return reopened or [each for each in owed if self._complaint.scope_of(each.name) == STATUTORY]

    def _of_complainant(self, step: str) -> list[Clock]:
        """The running clocks that the complainant owes since this step."""
        running = [each for each in self._deadlines.clocks if each.status is ClockStatus.RUNNING]
        return [each for each in running if each.owed_by is ClockOwner.COMPLAINANT and self._starts_with(each) == step]

    def _starts_with(self, clock: Clock) -> str | None:
        definition = self._city.policies.clocks.get(clock.name)
        return definition.starts_with if definition else None

    def _promise(self) -> datetime | None:
        promised = self._deadlines.local(self._complaint.promised_until)
        return promised if promised and promised > self._now else None

    def _steps(self) -> tuple[Happened, ...]:
        """The last few steps, without the one that this message is about."""
        told = [step for step in self._complaint.steps if not self._is_this(step)]
        return tuple(
            Happened(
                step.at.astimezone(self._zone),
                step.name,
                self._names.unit(step.unit),
                step.reason,
                step.level,
                step.by,
            )
            for step in told[-SHOWN_STEPS:]
        )

    def _is_this(self, step: Step) -> bool:
        return step.at == self._delivery.occurred_at and step.name == self._said.get("step")
