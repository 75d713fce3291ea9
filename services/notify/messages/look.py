"""Looks at a delivery for its reader: from the variables of its event and from what is known of the complaint.

The event says why somebody is written to; what is known of the complaint says how things stand now. Where nothing more
than the id is known of the complaint yet, the event's own variables suffice.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from city.calendars import WorkingCalendar
from contracts.values import Clock, ClockOwner, ClockStatus
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint, Step
from services.notify.domain.delivery import Delivery
from services.notify.domain.variables import completed
from services.notify.messages.durations import Parts, late_ms, parts_of, parts_of_working
from services.notify.messages.names import MAX_SHORT, Names, clean, is_printable
from services.notify.messages.text import UnsafeMessage
from services.notify.messages.view import Deadline, Happened, Seen, View

SHOWN_STEPS = 3
MAX_DEADLINES = 10
STATUTORY = "statutory"


def look_at(delivery: Delivery, complaint: Complaint, city: City, now: datetime, has_link: bool = False) -> Seen:
    """The delivery in its recipient's language and zone; raises `UnsafeMessage` for an id that cannot be shown."""
    return _Look(delivery, complaint, city, now, has_link).seen()


def localised(value: object, zone: ZoneInfo) -> Any:
    """Times on a wall clock and strings on one line, also those within lists."""
    match value:
        case datetime():
            return value.astimezone(zone)
        case str():
            return clean(value)
        case list() | tuple():
            return [localised(each, zone) for each in value]
        case dict():
            return {name: localised(each, zone) for name, each in value.items()}
    return value


class _Look:
    """Brings together what the event says and what is known of the complaint."""

    def __init__(self, delivery: Delivery, complaint: Complaint, city: City, now: datetime, has_link: bool) -> None:
        if not is_printable(delivery.complaint_id):
            raise UnsafeMessage("the complaint's id is not printable")
        self._delivery, self._complaint, self._city, self._now = delivery, complaint, city, now
        self._has_link = has_link
        self._zone = city.hours(delivery.recipient).zone
        self._names = Names(city, delivery.language)
        self._said: Mapping[str, Any] = localised(completed(delivery.variables), self._zone)
        assignment = complaint.assignment
        self._calendar: WorkingCalendar | None = city.calendars.get(assignment.calendar) if assignment else None
        # Clocks that are older than the event may not yet hold what it says. Most events change none of them; but of a
        # new assignment those of an earlier one say nothing.
        self._clocks_are_newer = complaint.clocks_at is not None and complaint.clocks_at >= delivery.occurred_at
        is_assignment = "clocks" in self._said
        is_behind = complaint.clocks_assignment < complaint.assignment_number
        self._clocks = () if is_behind or (is_assignment and not self._clocks_are_newer) else complaint.clocks

    def seen(self) -> Seen:
        said, known, names = self._said, self._complaint, self._names
        category, area = names.category(known.category), names.area(known.area)
        clock = said.get("asked") or said.get("clock")
        overdue = self._overdue()
        view = View(
            number=self._delivery.complaint_id[-8:],
            category=category,
            area=area,
            short_category=clean(category, MAX_SHORT) if category else None,
            short_area=clean(area, MAX_SHORT) if area else None,
            is_reopened=known.reopenings > 0 or said.get("step") == "reopened",
            is_urgent=self._delivery.urgent,
            filed_at=self._local(known.filed_at) or said.get("filed_at"),
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
            upcoming=self._upcoming(overdue),
            late=self._worst(overdue),
            steps=self._steps(),
            answer_until=self._due(self._answer_clocks()),
            reply_until=self._due(self._of_complainant("information_requested")),
            object_until=self._due(self._of_complainant("resolved")),
            promise=self._promise(),
            invites_to_survey=known.survey == self._delivery.cause,
            can_promise=self._delivery.acts_for is not None and self._delivery.level is not None and self._has_link,
            has_link=self._has_link,
        )
        return Seen(view, self._said)

    def _local(self, at: datetime | None) -> datetime | None:
        return at.astimezone(self._zone) if at else None

    def _escalates(self, clock: str | None) -> bool:
        definition = self._city.policies.clocks.get(clock or "")
        return definition is not None and definition.escalates

    def _overdue(self) -> tuple[Deadline, ...]:
        """What the event calls overdue, the worst first, and what has run out besides; without what was met since."""
        said = {each["clock"]: each["due_at"] for each in self._said.get("overdue", ())}
        known = {each.name: self._local(each.due_at) for each in self._complaint.overdue if each in self._clocks}
        still = {name: due for name, due in said.items() if name in known} if self._clocks_are_newer else said
        merged = {**(still or said), **{name: due for name, due in known.items() if name not in said}}
        return tuple(self._passed(name, due) for name, due in list(merged.items())[:MAX_DEADLINES])

    def _passed(self, clock: str, due_at: datetime | None) -> Deadline:
        late = late_ms(due_at, self._now, self._calendar) if due_at else 0
        return Deadline(clock, self._names.clock(clock), due_at, late, parts_of(late, self._calendar))

    def _worst(self, overdue: Iterable[Deadline]) -> Parts:
        """How long it is late: of the contribution that is asked for, else the longest."""
        asked = self._said.get("asked")
        is_contribution = self._said.get("ladder") == "contribution"
        concerned = [each for each in overdue if not is_contribution or each.clock == asked]
        return max(concerned, key=lambda each: each.late_ms).late if concerned else ()

    def _upcoming(self, overdue: Iterable[Deadline]) -> tuple[Deadline, ...]:
        """The deadlines ahead: by date where that is known, else how long each lasts from the assignment on."""
        passed = {each.clock for each in overdue}
        dated = {clock.name: self._local(clock.due_at) for clock in self._owed_by_unit()}
        if "due_at" in self._said and "overdue" not in self._said:
            dated = {**dated, self._said["clock"]: self._said["due_at"]}
        ahead = [Deadline(name, self._names.clock(name), due) for name, due in dated.items() if due and due > self._now]
        ahead.sort(key=lambda each: (each.due_at or self._now, each.clock))
        if not ahead:
            ahead = [self._lasting(each) for each in self._said.get("clocks", ())]
        return tuple(each for each in ahead if each.clock not in passed)[:MAX_DEADLINES]

    def _lasting(self, clock: Mapping[str, Any]) -> Deadline:
        title, since = self._names.clock(clock["name"]), clock.get("since", "assigned")
        return Deadline(clock["name"], title, None, within=parts_of_working(clock["within"]), since=since)

    def _owed_by_unit(self) -> list[Clock]:
        """The running clocks of the responsible unit."""
        running = [each for each in self._clocks if each.status is ClockStatus.RUNNING]
        return [each for each in running if not each.owed_by and not each.unit]

    def _answer_clocks(self) -> list[Clock]:
        """The clocks that say when the complainant is to have the answer: those that begin anew come last in law, but
        first for a complaint that was opened again.
        """
        owed = [each for each in self._owed_by_unit() if each.due_at and each.due_at > self._now]
        reopened = [each for each in owed if self._starts_with(each) == "reopened"]
        return reopened or [each for each in owed if self._complaint.scope_of(each.name) == STATUTORY]

    def _of_complainant(self, step: str) -> list[Clock]:
        """The running clocks that the complainant owes since this step."""
        running = [each for each in self._clocks if each.status is ClockStatus.RUNNING]
        return [each for each in running if each.owed_by is ClockOwner.COMPLAINANT and self._starts_with(each) == step]

    def _starts_with(self, clock: Clock) -> str | None:
        definition = self._city.policies.clocks.get(clock.name)
        return definition.starts_with if definition else None

    def _due(self, clocks: Iterable[Clock]) -> datetime | None:
        return self._local(min((each.due_at for each in clocks if each.due_at), default=None))

    def _promise(self) -> datetime | None:
        promised = self._local(self._complaint.promised_until)
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
