"""Reads what happened at the front door and states who is responsible."""

from datetime import UTC, datetime

from chassis.records import Incoming, Outgoing
from chassis.streams import Decide, Decision, event_of
from contracts.codec import encode
from contracts.topics import ASSIGNMENTS
from services.routing import metrics
from services.routing.domain import City, assign


def routing_agent(city: City) -> Decide:
    """Routing keeps no state: a repeated fact yields the same assignment id again, and consumers take the first."""

    def decide(record: Incoming, _state: bytes | None) -> Decision:
        event = event_of(record)
        assignment = assign(event, city, datetime.now(UTC))
        if assignment is None:
            return Decision("not_for_routing")
        metrics.count(assignment)
        output = Outgoing(ASSIGNMENTS.name, record.key, encode(assignment, "routing"), record.partition)
        return Decision("decided", (output,), occurred_at=event.occurred_at)

    return decide
