"""Complaints, principals and events that the tests of this folder share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from contracts.events import AssignmentEvent, ComplaintAssigned, ComplaintSentToTriage
from contracts.values import Method, Reason, RoutingInput
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import Change, file
from services.complaints.domain.rights import Principal, Role
from tests.builders import policy

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CHANNEL = Principal(Role.CHANNEL, "demo")
SYSTEM = Principal(Role.SYSTEM, "import")
ROUTING_INPUT = RoutingInput(channel="demo", filed_at=NOON, category="jalan-rusak", words=("jalan",))
REOPEN_WITHIN_DAYS = 14


@dataclass(frozen=True)
class Tree:
    """Two units below the city, and its triage desk."""

    units: Mapping[str, str | None] = field(
        default_factory=lambda: {"kota": None, "pu": "kota", "lh": "kota", "triage": "kota"}
    )
    triage_unit: str = "triage"

    def is_within(self, unit: str | None, upper: str) -> bool:
        """Whether `unit` is `upper` or stands below it."""
        return unit is not None and (unit == upper or self.is_within(self.units.get(unit), upper))


UNITS = Tree()


def officer(unit: str) -> Principal:
    """An officer of a unit."""
    return Principal(Role.OFFICER, f"officer-{unit}", unit)


def leader(unit: str) -> Principal:
    """A leader over a unit and those below."""
    return Principal(Role.LEADER, f"leader-{unit}", unit)


def filed() -> Change:
    """A complaint that was just handed in."""
    change = file("c-1", ROUTING_INPUT, CHANNEL)
    assert isinstance(change, Change)
    return change


def new_complaint() -> Complaint:
    """The same, without its event."""
    return filed().complaint


def assignment(
    unit: str, assignment_number: int, complaint_id: str = "c-1", reopen_within_days: int = REOPEN_WITHIN_DAYS
) -> AssignmentEvent:
    """What routing emits; the unit `triage` is the triage desk."""
    common: dict[str, Any] = {
        "id": f"{complaint_id}-a{assignment_number}",
        "subject": complaint_id,
        "occurred_at": NOON,
        "assignment_number": assignment_number,
        "unit": unit,
        "filed_at": NOON,
        "reason": Reason(code="category_rule"),
        "policy": policy(reopen_within=f"P{reopen_within_days}D"),
    }
    return ComplaintSentToTriage(**common) if unit == "triage" else ComplaintAssigned(**common, method=Method.RULE)
