"""From a record to a fact about a complaint; what can never be one is poison."""

from dataclasses import dataclass

from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams import Decision
from contracts.codec import DecodeError, decode
from contracts.events import Event
from contracts.topics import ASSIGNMENTS, DEADLINES, NOTIFICATIONS

TOPICS = (ASSIGNMENTS, DEADLINES, NOTIFICATIONS)
_EXPECTED = {topic.name: frozenset(model.type for model in topic.events) for topic in TOPICS}


@dataclass(frozen=True, slots=True)
class Fact:
    """Another service's event with the bytes it came as, which are kept unchanged."""

    event: Event
    body: bytes


def decide(record: Incoming, _state: bytes | None) -> Decision:
    """The fact in a record as the effect to apply; raises `Poison` when there is none."""
    body = record.value or b""
    try:
        event = decode(body)
    except DecodeError as error:
        raise Poison(error.reason, str(error)) from error
    if event.type not in _EXPECTED[record.topic]:
        raise Poison("wrong_topic", f"{event.type} does not belong on {record.topic}")
    if record.key != event.complaint_id.encode():
        raise Poison("wrong_key", f"{event.type} is not keyed by its complaint")
    return Decision(outcome="taken", effect=Fact(event, body), occurred_at=event.occurred_at)
