"""From a record to an event of another service; what can never be one is poison."""

from dataclasses import dataclass

from chassis.records import Incoming
from chassis.streams import Decision, Kept, age_from, event_of
from contracts.events import Event
from contracts.improvement_events import ImprovementCredited
from contracts.topics import ASSIGNMENTS, DEADLINES, IMPROVEMENTS, NOTIFICATIONS

TOPICS = (ASSIGNMENTS, DEADLINES, NOTIFICATIONS, IMPROVEMENTS)
OUTCOMES = ("taken", "not_about_complaints")


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """Another service's event with the bytes it came as, which are kept unchanged."""

    event: Event
    body: bytes

    @property
    def complaint(self) -> str:
        """The id of the complaint that it is about: not always its subject."""
        return self.event.complaint if isinstance(self.event, ImprovementCredited) else self.event.subject


def decide(record: Incoming, _kept: Kept) -> Decision:
    """The event in a record as the effect to apply; raises `Poison` when there is none."""
    event = event_of(record)
    if record.topic == IMPROVEMENTS and not isinstance(event, ImprovementCredited):
        return Decision("not_about_complaints", age_from=age_from(event))
    return Decision("taken", effect=ReceivedEvent(event, record.value or b""), age_from=age_from(event))
