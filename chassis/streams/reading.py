"""From a record to the event that it carries; what is none, or stands in the wrong place, is poison."""

from chassis.errors import Poison
from chassis.records import Incoming
from contracts.codec import DecodeError, decode
from contracts.events import Event
from contracts.topics import TOPICS

_EXPECTED = {topic.name: frozenset(model.type for model in topic.events) for topic in TOPICS}


def event_of(record: Incoming) -> Event:
    """The event in a record; raises `Poison` when there is none, or none that belongs on this topic under this key."""
    if record.value is None:
        raise Poison("no_value", "a record of this topic is an event")
    try:
        event = decode(record.value)
    except DecodeError as error:
        raise Poison(error.reason, str(error)) from error
    if event.type not in _EXPECTED[record.topic]:
        raise Poison("wrong_topic", f"{event.type} does not belong on {record.topic}")
    if record.key != event.complaint_id.encode():
        raise Poison("wrong_key", f"{event.type} is not keyed by its complaint")
    return event
