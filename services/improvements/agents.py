"""Reads what happens to complaints and to the deadlines of improvements, and has it gathered."""

from collections.abc import Sequence

from chassis.records import Incoming
from chassis.streams import Apply, Decision, Kept, age_from, event_of
from services.improvements.application.gather import Gathering, Heard

OUTCOMES = ("gathered",)


def decide(record: Incoming, _kept: Kept) -> Decision:
    """The event in a record as the effect to apply; raises `Poison` when there is none."""
    event = event_of(record)
    return Decision("gathered", effect=Heard(event, record.topic.subject), age_from=age_from(event))


def gather(gathering: Gathering) -> Apply:
    """Keeps what follows from a batch of events."""

    async def apply(heard: Sequence[Heard]) -> None:
        await gathering.hear(heard)

    return apply
