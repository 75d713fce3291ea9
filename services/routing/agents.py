"""Reads what happened to complaints and emits who is responsible."""

from chassis.records import Incoming
from chassis.streams import Decide, Decision, Kept, age_from, event_of
from contracts.topics import ASSIGNMENTS
from services.routing import metrics
from services.routing.domain.city import City
from services.routing.domain.decision import assign

OUTCOMES = ("decided", "not_for_routing")


def routing_agent(city: City) -> Decide:
    """Routing keeps no state: a repeated event yields the same assignment id again, and consumers take the first."""

    def decide(record: Incoming, _kept: Kept) -> Decision:
        event = event_of(record)
        assignment = assign(event, city)
        if assignment is None:
            return Decision("not_for_routing")
        metrics.count(assignment)
        output = ASSIGNMENTS.record(assignment, record.partition)
        return Decision("decided", (output,), age_from=age_from(event))

    return decide
