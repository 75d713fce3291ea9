"""Which facts of the front door move clocks."""

from contracts import events
from contracts.events import FrontDoorEvent
from services.sla.domain.watch import Step, StepKind

KINDS: dict[type[FrontDoorEvent], StepKind] = {
    events.ComplaintAcknowledged: "acknowledged",
    events.ComplaintStarted: "started",
    events.InformationRequested: "information_requested",
    events.InformationProvided: "information_provided",
    events.ComplaintResolved: "resolved",
    events.ComplaintRejected: "rejected",
    events.ComplaintTransferred: "transferred",
    events.ComplaintReopened: "reopened",
    events.ComplaintWithdrawn: "withdrawn",
    events.ComplaintClosed: "closed",
}
"""`complaint.filed` is missing on purpose: clocks begin with the assignment, which carries when it was filed."""


def step_of(event: FrontDoorEvent) -> Step | None:
    """The step that a fact is, or None when clocks do not care."""
    kind = KINDS.get(type(event))
    return Step(seq=event.seq, epoch=event.epoch, kind=kind, at=event.occurred_at) if kind else None
