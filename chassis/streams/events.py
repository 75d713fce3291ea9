"""From a record to the event that it carries.

What can never be one, or stands in the wrong place, is poison. An event of a type that only newer producers know is
`UnknownEvent`: the worker passes it by. Both that and a member of an enumeration that is not known here are counted.
"""

from datetime import datetime

from chassis import metrics
from chassis.errors import Poison
from chassis.records import Incoming
from contracts.codec import DecodeError, UnknownEvent, decode
from contracts.events import Event, is_history


def event_of(record: Incoming) -> Event:
    """The event in a record; raises `UnknownEvent`, or `Poison` when none belongs on this topic under this key."""
    if record.value is None:
        raise Poison("no_value", "a record of this topic is an event")
    try:
        event = decode(record.value)
    except UnknownEvent:
        metrics.events_unknown.labels(record.topic.name, "type").inc()
        raise
    except DecodeError as error:
        raise Poison(error.reason, str(error)) from error
    if not isinstance(event, record.topic.events):
        raise Poison("wrong_topic", f"{event.type} does not belong on {record.topic.name}")
    if record.key != event.subject.encode():
        raise Poison("wrong_key", f"{event.type} is not keyed by its {record.topic.subject}")
    if event.has_unknown_member():
        metrics.events_unknown.labels(record.topic.name, "member").inc()
    return event


def age_from(event: Event) -> datetime | None:
    """Since when the event has been on its way to us; None for what was over before it came in."""
    return None if is_history(event) else event.occurred_at
