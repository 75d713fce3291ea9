"""Every event that there is, by its type."""

from contracts.events import (
    ASSIGNMENT_EVENTS,
    AUDIT_EVENTS,
    COMPLAINT_EVENTS,
    DEADLINE_EVENTS,
    NOTIFICATION_EVENTS,
    DeadlineFired,
    Event,
)
from contracts.improvement_events import FINDING_EVENTS, IMPROVEMENT_EVENTS, ImprovementEscalated

_ALL: tuple[type[Event], ...] = (
    *COMPLAINT_EVENTS,
    *ASSIGNMENT_EVENTS,
    *DEADLINE_EVENTS,
    DeadlineFired,
    *NOTIFICATION_EVENTS,
    *AUDIT_EVENTS,
    *FINDING_EVENTS,
    *IMPROVEMENT_EVENTS,
    ImprovementEscalated,
)
EVENTS: dict[str, type[Event]] = {model.type: model for model in _ALL}
