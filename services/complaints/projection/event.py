"""From a record to an event of another service; what can never be one is poison."""

from dataclasses import dataclass

from chassis.records import Incoming
from chassis.streams import Decision, Kept, age_from, event_of
from contracts.events import Event
from contracts.topics import ASSIGNMENTS, DEADLINES, NOTIFICATIONS

TOPICS = (ASSIGNMENTS, DEADLINES, NOTIFICATIONS)
OUTCOMES = ("taken",)


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """Another service's event with the bytes it came as, which are kept unchanged."""

    event: Event
    body: bytes


def decide(record: Incoming, _kept: Kept) -> Decision:
    """The event in a record as the effect to apply; raises `Poison` when there is none."""
    event = event_of(record)
    return Decision("taken", effect=ReceivedEvent(event, record.value or b""), age_from=age_from(event))
