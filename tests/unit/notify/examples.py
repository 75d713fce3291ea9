"""The small city of `city_files` as notify sees it and the events that happen in it, for the tests of notify."""

import re
from collections.abc import Iterable, Mapping, Set
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts.events import (
    ComplaintAssigned,
    ComplaintEscalated,
    ComplaintSentToTriage,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineReminder,
    Event,
)
from contracts.values import ClockScope, Method, OverdueClock, Reason
from services.notify import city
from services.notify.domain import plan as planning
from services.notify.domain.city import City
from services.notify.domain.complaint import Assignment, Complaint
from services.notify.domain.delivery import Delivery
from services.notify.domain.hearing import Heard
from services.notify.domain.kinds import COMPLAINT as COMPLAINT_KIND
from tests.builders import policy
from tests.unit.notify.city_files import FILES

NOW = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
COMPLAINT = "c0ffee00-1111-4222-8333-0123456789ab"
EMAIL_ONLY = frozenset({"email"})


def write_city(folder: Path, **changed: str) -> Path:
    """The city's files; `leaders="…"` replaces leaders.yaml, and so on."""
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.removesuffix(".yaml"), text), encoding="utf-8")
    return folder


def load_city(folder: Path, transports: Set[str] = EMAIL_ONLY, /, **changed: str) -> City:
    """The city as a process sees it that sends by these transports."""
    return city.load_city(write_city(folder, **changed), transports)


def leaders_with(contacts: Mapping[str, str]) -> str:
    """leaders.yaml with other contacts, in YAML, for these people."""
    text = FILES["leaders.yaml"]
    for person, given in contacts.items():
        text, found = re.subn(rf"(id: {person}, language: \w+).*", rf"\1, contacts: {given}}}", text)
        assert found == 1, person
    return text


def known(unit: str = "roads", **fields: Any) -> Complaint:
    """A complaint of the WhatsApp channel whose assignment was read."""
    values: dict[str, Any] = {
        "channel": "whatsapp",
        "category": "potholes",
        "area": "99.71.01.1001",
        "filed_at": NOW - timedelta(days=3),
        "assignment": Assignment(1, unit, "always", {"respond_by": "stage", "resolve_by": "statutory"}),
    }
    return Complaint(**{"id": COMPLAINT} | values | fields)


def plan(event: Event, city: City, now: datetime = NOW, complaint: Complaint | None = None) -> planning.Plan:
    """The plan for an event about a complaint that is known, of this unit unless another one is given."""
    return planning.plan(event, complaint or known(getattr(event, "unit", "roads")), city, now)


def of_complaints(events: Iterable[Event]) -> list[Heard]:
    """Events as they are heard from the topics of complaints."""
    return [Heard(COMPLAINT_KIND, event) for event in events]


def to_people(planned: planning.Plan) -> list[Delivery]:
    """What goes to officers and leaders, not to the channel."""
    return [delivery for delivery in planned.deliveries if delivery.acts_for is not None]


POLICY = policy("P3D", "PT7H30M", "P14D", repeat_every="P1D")


def assigned(unit: str = "roads", **fields: Any) -> ComplaintAssigned:
    return ComplaintAssigned(**_assignment(unit, "assigned") | {"method": Method.RULE} | fields)


def sent_to_triage(unit: str = "triage", **fields: Any) -> ComplaintSentToTriage:
    return ComplaintSentToTriage(**_assignment(unit, "triage") | fields)


def approaching(unit: str = "roads", **fields: Any) -> DeadlineApproaching:
    return DeadlineApproaching(**_deadline(unit, "approaching") | fields)


def escalated(unit: str = "roads", role: str = "unit_head", **fields: Any) -> ComplaintEscalated:
    values = _deadline(unit, "escalated") | {"role": role, "round": 1, "level": 1} | fields
    return ComplaintEscalated(**values)


def breached(unit: str = "roads", **fields: Any) -> DeadlineBreached:
    return DeadlineBreached(**_deadline(unit, "breached") | fields)


def reminder(unit: str = "roads", **fields: Any) -> DeadlineReminder:
    values = _deadline(unit, "reminder") | {"clock": "answer_by", "share": 0.5, "channel": "whatsapp"} | fields
    return DeadlineReminder(**values)


def overdue(clock: str, since: timedelta = timedelta(0)) -> OverdueClock:
    """A clock that ran out that long before `NOW`."""
    return OverdueClock(clock=clock, due_at=NOW - since)


def every_kind() -> list[Event]:
    """One event of each kind that people hear of, and the variants that read differently."""
    return [
        assigned(),
        assigned(previous_unit="bridges"),
        sent_to_triage(),
        sent_to_triage(reason=Reason(code="something_new")),
        *(approaching(clock=clock) for clock in ("acknowledge_by", "respond_by", "resolve_by")),
        escalated(),
        escalated(level=2, role="agency_head", repeat=2),
        escalated(round=2, overdue=(overdue("respond_by"), overdue("acknowledge_by")), next_at=NOW),
        escalated(round=3, ladder=ClockScope.CONTRIBUTION, clock="contribute_by"),
        escalated("bridges"),
        escalated("closed-down"),
        assigned("bridges"),
        reminder(),
    ]


def _assignment(unit: str, kind: str) -> dict[str, Any]:
    return {
        "id": f"{kind}-{unit}",
        "subject": COMPLAINT,
        "occurred_at": NOW,
        "assignment_number": 1,
        "unit": unit,
        "filed_at": NOW - timedelta(minutes=1),
        "reason": Reason(code="no_rule_for_category"),
        "policy": POLICY,
    }


def _deadline(unit: str, kind: str) -> dict[str, Any]:
    return {
        "id": f"{kind}-{unit}",
        "subject": COMPLAINT,
        "occurred_at": NOW,
        "assignment_number": 1,
        "unit": unit,
        "clock": "respond_by",
        "due_at": NOW,
    }
