"""An event as systems outside hear of it: codes, units and times. Who acted, policies and people stay inside."""

from datetime import UTC, datetime
from typing import Any

from contracts.events import (
    AssignmentEvent,
    CommentAdded,
    ComplaintAcknowledged,
    ComplaintAssigned,
    ComplaintClosed,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintMerged,
    ComplaintRated,
    ComplaintReclassified,
    ComplaintRejected,
    ComplaintReopened,
    ComplaintResolved,
    ComplaintSentToTriage,
    ComplaintStarted,
    ComplaintSurveyed,
    ComplaintTransferred,
    ComplaintWithdrawn,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineReminder,
    EscalationAcknowledged,
    Event,
    InformationProvided,
    InformationRequested,
    ProgressReported,
)
from contracts.improvement_events import LearningAssigned, LearningWithdrawn
from contracts.values import ActorKind, Reason, RoutingInput, Value

PUBLIC: tuple[type[Event], ...] = (
    ComplaintFiled,
    ComplaintAssigned,
    ComplaintSentToTriage,
    ComplaintAcknowledged,
    ComplaintStarted,
    ProgressReported,
    InformationRequested,
    InformationProvided,
    CommentAdded,
    ComplaintTransferred,
    ComplaintReclassified,
    EscalationAcknowledged,
    ComplaintResolved,
    ComplaintRejected,
    ComplaintReopened,
    ComplaintMerged,
    ComplaintWithdrawn,
    ComplaintClosed,
    ComplaintRated,
    ComplaintSurveyed,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineReminder,
)
"""What concerns the complainant. What colleagues ask of each other, escalations and the clocks themselves do not."""

ON_REQUEST: tuple[type[Event], ...] = (LearningAssigned, LearningWithdrawn)
"""What is about no complaint and so of no channel: a webhook that names it is told of it, whosever it is. It stands on
the city's public pages too.
"""

PUBLIC_EVENTS: tuple[str, ...] = tuple(event.kind() for event in (*PUBLIC, *ON_REQUEST))
"""The kinds that a webhook can be told of."""

_FIELDS = (
    "unit", "previous_unit", "category", "area", "previous_category", "previous_area",
    "clock", "due_at", "share", "promised_until", "stars", "number", "activity", "units",
)  # fmt: skip
"""Fields of events that go out as they are. A new field of an event stays inside until it is named here."""
_OUTSIDERS = (ActorKind.COMPLAINANT, ActorKind.CHANNEL, ActorKind.SYSTEM)


def public_event(event: Event) -> dict[str, Any] | None:
    """The event in plain JSON: `type`, `id`, `time`, `subject` (the id of what it is about) and `data`.

    None for what stays inside. So does an assignment that `continues`: it leaves the complaint where it is.
    """
    if not isinstance(event, (*PUBLIC, *ON_REQUEST)) or (isinstance(event, AssignmentEvent) and event.continues):
        return None
    return {
        "type": event.kind(),
        "id": event.id,
        "time": instant(event.occurred_at),
        "subject": event.subject,
        "data": {name: _plain(value) for name, value in _data(event).items() if value is not None},
    }


def instant(moment: datetime) -> str:
    """A moment in UTC as RFC 3339 writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _data(event: Event) -> dict[str, object]:
    data: dict[str, object] = {name: getattr(event, name, None) for name in _FIELDS}
    given: RoutingInput | None = getattr(event, "routing_input", None)
    if given is not None:
        data |= {"category": given.category, "area": given.area}
    if isinstance(event, ComplaintTransferred):
        data |= {"unit": event.to_unit, "previous_unit": event.from_unit}
    if isinstance(event, ComplaintEvent):
        data["by"] = event.actor.kind.value if event.actor.kind in _OUTSIDERS else "unit"
    reason: Reason | str | None = getattr(event, "reason", None)
    return data | {"reason": reason.code if isinstance(reason, Reason) else reason}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [each.model_dump() if isinstance(each, Value) else each for each in value]
    return instant(value) if isinstance(value, datetime) else value
