"""The hops of one complaint: each event with when it happened, when it was written to its topic, and what it waited."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chassis.keyed_records import Found
from contracts.codec import DecodeError, UnknownEvent, decode
from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintAssigned,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintMerged,
    DeadlineBreached,
    DeadlineEvent,
    DeadlineFired,
    Event,
    NotificationEvent,
)
from contracts.values import ClockStatus


@dataclass(frozen=True, slots=True)
class Hop:
    """One event. Delays are in seconds.

    `to_topic_s` lies between its happening and its writing; `after_cause_s` between the writing of the event that it
    follows from and its own, None where that is not among them. `repeats` counts how often it was written again.
    """

    step: str
    about: str
    topic: str
    partition: int
    offset: int
    occurred_at: datetime
    written_at: datetime
    to_topic_s: float
    after_cause_s: float | None
    event_id: str
    cause: str | None
    trace_id: str | None
    repeats: int = 0

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Life:
    """All hops in the order of their writing, and how many records are of no type that is known here."""

    hops: tuple[Hop, ...]
    unreadable: int = 0


def life_of(records: Sequence[Found]) -> Life:
    """The hops in these records, which are in the order of their writing. Timers are causes, and no hops."""
    read: dict[str, tuple[Found, Event]] = {}
    repeats: dict[str, int] = {}
    unreadable = 0
    for record in records:
        try:
            event = decode(record.value)
        except (DecodeError, UnknownEvent):
            unreadable += 1
            continue
        if event.id in read:
            repeats[event.id] = repeats.get(event.id, 0) + 1
        else:
            read[event.id] = record, event
    written = {id_: record.written_at for id_, (record, _) in read.items()}
    hops = (
        _hop(record, event, written.get(event.cause or ""), repeats.get(id_, 0))
        for id_, (record, event) in read.items()
        if not isinstance(event, DeadlineFired)
    )
    return Life(tuple(hops), unreadable)


def _hop(record: Found, event: Event, cause_written: datetime | None, repeats: int) -> Hop:
    return Hop(
        step=event.kind(),
        about=_about(event),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        occurred_at=event.occurred_at,
        written_at=record.written_at,
        to_topic_s=_seconds(event.occurred_at, record.written_at),
        after_cause_s=None if cause_written is None else _seconds(cause_written, record.written_at),
        event_id=event.id,
        cause=event.cause,
        trace_id=event.trace.split("-")[1] if event.trace and event.trace.count("-") == 3 else None,
        repeats=repeats,
    )


def _seconds(begin: datetime, end: datetime) -> float:
    return round((end - begin).total_seconds(), 3)


def _about(event: Event) -> str:
    """Codes and ids: who acted is left out but for what they are."""
    match event:
        case AssignmentEvent():
            return f"to {event.unit}" + (f", by {event.method}" if isinstance(event, ComplaintAssigned) else "")
        case ClocksSet():
            return f"running: {_listed(clock.name for clock in event.clocks if clock.status is ClockStatus.RUNNING)}"
        case DeadlineEvent():
            return _about_deadline(event)
        case NotificationEvent():
            return f"{event.template} to {event.recipient} by {event.transport}"
        case ComplaintFiled(duplicate_of=str(other)) | ComplaintMerged(into=other):
            return f"by {event.actor.kind}, goes the way of {other}: trace that one too"
        case ComplaintEvent():
            return f"by {event.actor.kind}" + (f", {event.reason}" if event.reason else "")
    return ""


def _about_deadline(event: DeadlineEvent) -> str:
    if isinstance(event, ComplaintEscalated):
        return f"level {event.level} ({event.role} of {event.unit}), {event.clock}"
    due = f"{event.clock} of {event.unit}, due {event.due_at:%Y-%m-%d %H:%M:%S}Z"
    if isinstance(event, DeadlineBreached):
        return f"{due}, noticed after {_seconds(event.due_at, event.occurred_at):g} s"
    return due


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
