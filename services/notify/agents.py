"""Reads events and has them heard: the two ends that the stream worker joins."""

from collections.abc import Callable, Sequence

from chassis.records import Incoming
from chassis.streams import Apply, Decide, Decision, Kept, age_from, event_of
from services.notify.application.planning import Planning
from services.notify.domain.hearing import Heard

OUTCOMES = ("heard",)


def notify_agent() -> Decide:
    """Every event is heard: what follows depends on what is known of its subject, which the store keeps.

    What kind of subject that is, the record's topic says: some events are about a complaint on one, and about an
    improvement action on another.
    """

    def decide(record: Incoming, _kept: Kept) -> Decision:
        event = event_of(record)
        return Decision("heard", effect=Heard(record.topic.subject, event), age_from=age_from(event))

    return decide


def hear(planning: Planning, wake: Callable[[], None]) -> Apply:
    """Keeps what follows from a batch of events, and wakes whoever sends and publishes it."""

    async def apply(events: Sequence[Heard]) -> None:
        await planning.hear(events)
        wake()

    return apply
