"""The metrics of routing."""

from prometheus_client import Counter

from chassis.metrics import PREFIX
from contracts.events import AssignmentEvent, ComplaintAssigned
from contracts.values import Method

decisions = Counter(f"{PREFIX}routing_decisions", "Assignments emitted.", ["method", "outcome"])

for _method in Method:
    decisions.labels(_method, "assigned")
decisions.labels("none", "triage")


def count(assignment: AssignmentEvent) -> None:
    """Count one decision; those about trials and about what was over already say nothing of the city."""
    if assignment.mode is not None:
        return
    if isinstance(assignment, ComplaintAssigned):
        decisions.labels(assignment.method, "assigned").inc()
    else:
        decisions.labels("none", "triage").inc()
