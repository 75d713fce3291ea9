"""A finding as notify knows it: whether it is still open. All else that is told of it stands in its own event."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events import Event
from contracts.improvement_events import FindingClosed


@dataclass(frozen=True, slots=True)
class Finding:
    """`closed_at` is when it was closed, None while it is open."""

    id: str
    closed_at: datetime | None = None


def after(finding: Finding, event: Event) -> Finding:
    """The finding after an event."""
    return replace(finding, closed_at=event.occurred_at) if isinstance(event, FindingClosed) else finding
