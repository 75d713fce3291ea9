"""The metrics of routing."""

from prometheus_client import Counter

from chassis.metrics import PREFIX
from contracts.events import AssignmentEvent, ComplaintAssigned
from contracts.values import Method

decisions = Counter(f"{PREFIX}routing_decisions", "Assignments emitted.", ["method", "outcome"])

# Looked up once: it is counted for every complaint.
_assigned = {method: decisions.labels(method, "assigned") for method in Method}
_triage = decisions.labels("none", "triage")


def count(assignment: AssignmentEvent) -> None:
    """Count one decision; those about trials and about what was over already say nothing of the city."""
    if assignment.mode is not None:
        return
    if isinstance(assignment, ComplaintAssigned):
        _assigned[assignment.method].inc()
    else:
        _triage.inc()
