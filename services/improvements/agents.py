"""Reads what happens to complaints, and has it gathered: the two ends that the stream worker joins."""

from collections.abc import Sequence

from chassis.records import Incoming
from chassis.streams import Apply, Decision, Kept, age_from, event_of
from contracts.events import Event
from services.improvements.application.gather import Gathering

OUTCOMES = ("gathered",)


def decide(record: Incoming, _kept: Kept) -> Decision:
    """The event in a record as the effect to apply; raises `Poison` when there is none."""
    event = event_of(record)
    return Decision("gathered", effect=event, age_from=age_from(event))


def gather(gathering: Gathering) -> Apply:
    """Keeps what follows from a batch of events."""

    async def apply(events: Sequence[Event]) -> None:
        await gathering.hear(events)

    return apply
