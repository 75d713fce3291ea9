"""What the tests of messages share: deliveries of the small city's events, and what is known of their complaint."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.events import ClocksSet, ComplaintReopened, Event
from contracts.values import Actor, ActorKind, Clock, ClockStatus, RoutingInput
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint, after
from services.notify.domain.delivery import Delivery, Digest, Sendable
from services.notify.domain.variables import variables_of
from services.notify.messages import Messages, Row, Text
from tests.unit.notify.examples import COMPLAINT, NOW, escalated, overdue

TEMPLATES = {
    "complaint.assigned": "assigned",
    "complaint.sent_to_triage": "triage",
    "deadline.approaching": "approaching",
    "deadline.reminder": "reminder",
    "complaint.escalated": "escalated",
}
PATH_OF_LINK = "https://tanggap.example/t/abc"


def linked(sendable: Sendable) -> str:
    return PATH_OF_LINK


def delivery(event: Event, language: str = "en", **fields: Any) -> Delivery:
    planned = Delivery(
        id="d-1",
        key="k-1",
        subject_id=event.subject,
        cause=event.id,
        occurred_at=event.occurred_at,
        recipient="roads-head",
        transport="email",
        endpoint="someone@demo.tanggap.example",
        language=language,
        template=TEMPLATES.get(event.kind(), "reopened"),
        level=getattr(event, "level", None),
        variables=variables_of(event) | {"role": "unit_head", "post_unit": "roads", "rerouted": None},
        planned_at=NOW,
        next_attempt_at=NOW,
    )
    return replace(planned, **fields)


def known(*events: Event) -> Complaint:
    complaint = Complaint(COMPLAINT)
    for event in events:
        complaint = after(complaint, event)
    return complaint


def write(city: City, event: Event, *earlier: Event, language: str = "en", now: datetime = NOW, **fields: Any) -> Text:
    return Messages(city).write(delivery(event, language, **fields), known(*earlier), now)


def reopened(**fields: Any) -> ComplaintReopened:
    given: dict[str, Any] = {
        "id": "reopened",
        "subject": COMPLAINT,
        "occurred_at": NOW,
        "seq": 9,
        "assignment_number": 1,
        "actor": Actor(kind=ActorKind.COMPLAINANT),
        "reason": "not_fixed",
        "unit": "roads",
        "routing_input": RoutingInput(channel="whatsapp", filed_at=NOW - timedelta(days=9), category="potholes"),
    }
    return ComplaintReopened(**given | fields)


def clocks_set(*clocks: Clock) -> ClocksSet:
    return ClocksSet(
        id="clocks",
        subject=COMPLAINT,
        occurred_at=NOW + timedelta(minutes=1),
        unit="roads",
        assignment_number=1,
        clocks=clocks,
        policy="short",
        policy_version="1",
        calendar="always",
        calendar_version="1",
    )


def running(name: str, breached: bool = True, due_in: timedelta = timedelta(0)) -> Clock:
    due_at = NOW + due_in
    breached_at = due_at if breached else None
    status = ClockStatus.RUNNING
    return Clock(name=name, status=status, started_at=NOW, due_at=due_at, breached_at=breached_at)


def digest(**fields: Any) -> Digest:
    given: dict[str, Any] = {
        "id": "g-1",
        "recipient": "roads-head",
        "transport": "email",
        "endpoint": "someone@demo.tanggap.example",
        "language": "en",
        "due_at": NOW,
        "next_attempt_at": NOW,
    }
    return Digest(**given | fields)


def late_row(number: int, unit: str = "roads", hours: int = 1, **fields: Any) -> Row:
    complaint = f"{number:036d}"
    event = escalated(unit, subject=complaint, overdue=(overdue("respond_by", timedelta(hours=hours)),), **fields)
    return Row(delivery(event), Complaint(complaint))


def numbers(text: Text) -> list[str]:
    """The complaints of a digest in the order of their rows."""
    return re.findall(r"^  (\d{8})", text.plain, re.MULTILINE)
