"""Reads what happened at the front door and states who is responsible."""

from datetime import UTC, datetime

from chassis.errors import Poison
from chassis.records import Incoming, Outgoing
from chassis.streams import Decide, Decision
from contracts.codec import DecodeError, decode, encode
from contracts.events import FrontDoorEvent
from contracts.topics import ASSIGNMENTS
from services.routing import metrics
from services.routing.domain import City, assign


def routing_agent(city: City) -> Decide:
    """Routing keeps no state: a repeated fact yields the same assignment id again, and consumers take the first."""

    def decide(record: Incoming, _state: bytes | None) -> Decision:
        event = _front_door_event(record)
        assignment = assign(event, city, datetime.now(UTC))
        if assignment is None:
            return Decision("not_for_routing")
        metrics.count(assignment)
        output = Outgoing(ASSIGNMENTS.name, record.key, encode(assignment, "routing"), record.partition)
        return Decision("decided", (output,), occurred_at=event.occurred_at)

    return decide


def _front_door_event(record: Incoming) -> FrontDoorEvent:
    try:
        event = decode(record.value or b"")
    except DecodeError as error:
        raise Poison(error.reason, str(error)) from error
    if not isinstance(event, FrontDoorEvent):
        raise Poison("wrong_topic", f"{event.type} does not belong on {record.topic}")
    return event
