"""Complaints, actors and facts that the tests of this folder share."""

from datetime import UTC, datetime
from typing import Any

from contracts.events import AssignmentEvent, ComplaintAssigned, ComplaintSentToTriage
from contracts.values import Actor, ActorKind, Method, Reason, RoutingInput
from tests.builders import policy

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CHANNEL = Actor(kind=ActorKind.CHANNEL, id="demo")
MATTER = RoutingInput(channel="demo", filed_at=NOON, category="jalan-rusak", words=("jalan",))
POLICY = policy()


def officer(unit: str) -> Actor:
    """An officer of a unit."""
    return Actor(kind=ActorKind.OFFICER, id=f"officer-{unit}", unit=unit)


def assignment(unit: str, assignment_number: int, complaint_id: str = "c-1") -> AssignmentEvent:
    """What routing states; the unit `triage` is the triage desk."""
    common: dict[str, Any] = {
        "id": f"{complaint_id}-a{assignment_number}",
        "subject": complaint_id,
        "occurred_at": NOON,
        "assignment_number": assignment_number,
        "unit": unit,
        "filed_at": NOON,
        "reason": Reason(code="category_rule"),
        "policy": POLICY,
    }
    return ComplaintSentToTriage(**common) if unit == "triage" else ComplaintAssigned(**common, method=Method.RULE)
