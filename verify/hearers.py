"""Who must hear of an event, by the ledger's own reading of the city's rules."""

from collections.abc import Iterator

from contracts.events import (
    AssignmentEvent,
    ComplaintAssigned,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintMerged,
    ComplaintRated,
    DeadlineBreached,
    DeadlineReminder,
    Event,
    InformationRequested,
    is_history,
)
from contracts.values import ClockScope, Method, Mode
from verify.city import NOBODY, City
from verify.evidence import History

CHANNEL = "{channel}"
ROLE = "{role}"
LOW_STARS = 2
Addresses = frozenset[str]
"""Any one of these will do: a step may be heard of after the complaint has gone to another unit."""


def hearers(event: Event, history: History, city: City) -> list[Addresses]:
    """One entry for each message that an event asks for; `NOBODY` where notify must say that it cannot be sent."""
    if not _is_news(event):
        return []
    found = {
        addresses
        for kind, role in city.messages
        if kind == _said_as(event)
        for addresses in (_channel(event, history, city) if role == CHANNEL else _people(event, role, history, city))
    }
    return sorted(found, key=sorted)


def _said_as(event: Event) -> str:
    """Who joins a complaint of somebody else hears what those hear whose complaint is merged into it."""
    return ComplaintMerged.kind() if isinstance(event, ComplaintFiled) and event.duplicate_of else event.kind()


def is_asked_of_the_complainant(event: Event) -> bool:
    """Whether the complainant must hear of it in any case."""
    return isinstance(event, DeadlineReminder | InformationRequested)


def _is_news(event: Event) -> bool:
    """A unit that goes on where it was has no new complaint, and of a good rating nobody needs to hear, nor of what was
    over before it came in.
    """
    if is_history(event):
        return False
    if isinstance(event, AssignmentEvent):
        return not event.continues
    return not isinstance(event, ComplaintRated) or event.stars <= LOW_STARS


def is_sandbox(history: History) -> bool:
    """Whether it came in for a trial."""
    return any(isinstance(step, ComplaintFiled) and step.routing_input.mode is Mode.SANDBOX for step in history.steps)


def _people(event: Event, role: str, history: History, city: City) -> Iterator[Addresses]:
    """Of a trial nobody hears, and notify says so."""
    if is_sandbox(history):
        yield frozenset({NOBODY})
        return
    named = event.role if isinstance(event, ComplaintEscalated) and role == ROLE else role
    yield frozenset(city.holder(unit, named) for unit in _units(event, history))


def _units(event: Event, history: History) -> set[str | None]:
    """A step does not name the unit it concerns: that is the one of its assignment, or of a later one."""
    if not isinstance(event, ComplaintEvent):
        return {getattr(event, "unit", None)}
    later = {each.unit for each in history.assignments if each.assignment_number >= event.assignment_number}
    return {*later} or {None}


def _channel(event: Event, history: History, city: City) -> Iterator[Addresses]:
    """The complainant's channel. One that cannot be written to is told nothing but what is asked of the complainant."""
    if not _concerns_complainant(event, history):
        return
    address = city.channels.get(channel_of(event, history) or "", NOBODY)
    if address != NOBODY or is_asked_of_the_complainant(event):
        yield frozenset({address})


def channel_of(event: Event, history: History) -> str | None:
    """Through whom the complaint came in."""
    filed = next((step for step in history.steps if isinstance(step, ComplaintFiled)), None)
    return getattr(event, "channel", None) or (filed.routing_input.channel if filed else None)


def _concerns_complainant(event: Event, history: History) -> bool:
    if isinstance(event, ComplaintAssigned):
        return event.method not in (Method.TRANSFER, Method.RECLASSIFIED, Method.POLICY_CHANGED)
    if not isinstance(event, DeadlineBreached):
        return True
    scopes = {
        clock.scope
        for each in history.assignments
        if each.assignment_number >= event.assignment_number
        for clock in each.policy.clocks
        if clock.name == event.clock
    }
    return bool(scopes & {ClockScope.STATUTORY, ClockScope.STEP})
