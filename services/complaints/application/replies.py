"""Which texts an officer can start a message from, filled in with what a complaint says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from city.files.replies import Reply, filled, named_in
from contracts.durations import elapsed
from contracts.events import AssignmentEvent
from contracts.values import ClockOwner, PolicySnapshot
from services.complaints.application.dependencies import Dependencies
from services.complaints.city import City
from services.complaints.deadlines import earliest
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import State
from services.complaints.record import Record
from services.complaints.timeline import known_events
from web.dates import date_in_words


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer is about to do. `category` is that of the complaint by default."""

    action: str
    category: str | None
    reason: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A text; `open` are the names in its braces that nobody could fill in yet."""

    reply: Reply
    title: str
    text: str
    open: tuple[str, ...]


def offered(wanted: Wanted, record: Record | None, deps: Dependencies) -> list[Offered]:
    """Those for this very category and reason first, else in the order of the file."""
    category = wanted.category or (record.complaint.routing_input.category if record else None)
    fitting = [
        reply
        for reply in deps.city.replies
        if reply.action == wanted.action
        and reply.category in (None, category)
        and (wanted.reason is None or reply.reason in (None, wanted.reason))
    ]
    fitting.sort(key=lambda reply: (reply.category is None, reply.reason is None))
    values = dict(_values(wanted, category, record, deps))
    return [_offered(reply, wanted.language, values) for reply in fitting]


def _offered(reply: Reply, language: str, values: dict[str, str]) -> Offered:
    text = filled(reply.text.in_language(language), values)
    return Offered(reply, reply.title.in_language(language), text, tuple(sorted(named_in(text))))


def _values(
    wanted: Wanted, category: str | None, record: Record | None, deps: Dependencies
) -> Iterator[tuple[str, str]]:
    city, language = deps.city, wanted.language
    if category is not None:
        yield "category", city.category_name(category, language)
    if record is None:
        return
    complaint = record.complaint
    if complaint.unit is not None:
        yield "unit", city.unit_name(complaint.unit, language)
    if complaint.routing_input.area is not None:
        yield "area", city.area_name(complaint.routing_input.area, language)
    until = _until(wanted.action, record, city, deps.clock())
    if until is not None:
        yield "until", date_in_words(until, language, city.zone)


def _until(action: str, record: Record, city: City, now: datetime) -> datetime | None:
    """The day that matters to the complainant once the message is sent, as far as it is known today."""
    policy = _policy_of(record)
    if policy is None:
        return None
    step = ACTIONS[action].event.step()
    for rule in policy.clocks:
        if rule.owed_by is ClockOwner.COMPLAINANT and rule.starts_with == step:
            return city.after(policy.calendar, now, rule.within)
    if ACTIONS[action].target in _ANSWERS:
        return now + elapsed(policy.reopen_within)
    return _next_due(record)


_ANSWERS = (State.RESOLVED, State.REJECTED)


def _next_due(record: Record) -> datetime | None:
    """When the responsible unit owes something next."""
    owed = (clock for clock in record.clocks if clock.owed_by is not ClockOwner.COMPLAINANT and clock.unit is None)
    due = earliest(owed)
    return due[0] if due else None


def _policy_of(record: Record) -> PolicySnapshot | None:
    """The policy of the newest assignment; None before the first."""
    assignments = [event for event in known_events(record.other_events) if isinstance(event, AssignmentEvent)]
    newest = max(assignments, key=lambda each: each.assignment_number, default=None)
    return newest.policy if newest else None
