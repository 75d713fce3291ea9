"""Which events of a complaint may move clocks."""

from contracts.events import ComplaintEvent, ComplaintFiled
from services.sla.domain.clock_state import Step


def step_of(event: ComplaintEvent) -> Step | None:
    """The step that an event is. Filing is none: clocks begin with the assignment, which says when that was."""
    if isinstance(event, ComplaintFiled):
        return None
    return Step(seq=event.seq, assignment_number=event.assignment_number, kind=event.step(), at=event.occurred_at)
