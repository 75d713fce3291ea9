"""Complaints, actors and facts that the tests of this folder share."""

from datetime import UTC, datetime
from typing import Any

from contracts.events import AssignmentEvent, ComplaintAssigned, ComplaintSentToTriage
from contracts.values import Actor, ActorKind, LadderStep, Matter, Method, PolicySnapshot, Reason

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CHANNEL = Actor(kind=ActorKind.CHANNEL, id="demo")
MATTER = Matter(channel="demo", filed_at=NOON, category="jalan-rusak", words=("jalan",))
POLICY = PolicySnapshot(
    name="default",
    version="1",
    calendar="always",
    acknowledge_within="PT20S",
    respond_within="PT40S",
    resolve_within="PT60S",
    warn_at=0.75,
    ladder=(LadderStep(level=1, role="unit_head", after="PT0S"),),
    repeat_every="PT60S",
    repeat_times=1,
)


def officer(unit: str) -> Actor:
    """An officer of a unit."""
    return Actor(kind=ActorKind.OFFICER, id=f"officer-{unit}", unit=unit)


def assignment(unit: str, epoch: int, complaint_id: str = "c-1") -> AssignmentEvent:
    """What routing states; the unit `triage` is the triage desk."""
    common: dict[str, Any] = {
        "id": f"{complaint_id}-a{epoch}",
        "complaint_id": complaint_id,
        "occurred_at": NOON,
        "epoch": epoch,
        "unit": unit,
        "filed_at": NOON,
        "reason": Reason(code="category_rule"),
        "policy": POLICY,
    }
    return ComplaintSentToTriage(**common) if unit == "triage" else ComplaintAssigned(**common, method=Method.RULE)
