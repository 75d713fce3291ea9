"""What tests of the pages behind links need: complaints that are overdue, digests, and links to them."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from chassis.mongo import Document
from contracts.codec import decode
from contracts.events import ClocksSet, ComplaintEscalated, EscalationAcknowledged, NotificationDelivered
from contracts.ids import event_id
from contracts.links import Link, LinkKey, Purpose, sign
from contracts.values import Clock, ClockStatus
from tests.component.complaints.intake_api import LINK_KEYS, POLICY, IntakeClient, assigned

LEADER_ID, UNIT = "kepala-dinas-pu", "dinas-pu"
EN = {"lang": "en"}
DONE = "Taken on; an answer is promised by"
DONE_BEFORE = "taken on through this message; an answer is promised by"


def now() -> datetime:
    """In whole seconds, as links have them."""
    return datetime.now(UTC).replace(microsecond=0)


async def overdue(api: IntakeClient, unit: str = UNIT, late: timedelta = timedelta(hours=5), **fields: Any) -> str:
    """A complaint that is with a unit, late, and that a leader has to hear of."""
    complaint_id: str = (await api.file(category="jalan-rusak", area="99.71.01.1001", **fields))["id"]
    await give(api, complaint_id, unit)
    await escalate(api, complaint_id, unit, late=late)
    return complaint_id


async def give(api: IntakeClient, complaint_id: str, unit: str, assignment_number: int = 1) -> None:
    """Make the unit responsible, under a policy that limits promises."""
    event = assigned(complaint_id, unit, assignment_number, api.city.triage_unit)
    await api.apply(event.model_copy(update={"policy": POLICY.model_copy(update={"promise_within": "P14D"})}))


async def escalate(
    api: IntakeClient, complaint_id: str, unit: str = UNIT, assignment_number: int = 1, late: timedelta = timedelta(1)
) -> None:
    """Let the complaint be late, so that a level of its ladder is reached, as sla does."""
    at = datetime.now(UTC)
    common: dict[str, Any] = {"subject": complaint_id, "occurred_at": at, "unit": unit}
    common["assignment_number"] = assignment_number
    clock = Clock(
        name="answer_by",
        status=ClockStatus.RUNNING,
        started_at=at - late - timedelta(days=2),
        due_at=at - late,
        breached_at=at - late,
    )
    await api.apply(
        ClocksSet(
            id=event_id(complaint_id, f"clocks{at}"),
            clocks=(clock,),
            policy="p",
            policy_version="1",
            calendar="always",
            calendar_version="1",
            **common,
        ),
        ComplaintEscalated(
            id=event_id(complaint_id, f"escalated{at}"),
            clock="answer_by",
            due_at=at - late,
            round=1,
            level=1,
            role="unit_head",
            **common,
        ),
    )


async def deliver(
    api: IntakeClient,
    message: str,
    complaint_ids: Sequence[str],
    recipient: str = LEADER_ID,
    at: datetime | None = None,
) -> None:
    """Let a digest of these complaints be delivered, as notify does."""
    await api.apply(
        *(
            NotificationDelivered(
                id=event_id(f"{message} {each}", "delivered"),
                subject=each,
                occurred_at=at or datetime.now(UTC),
                delivery_id=event_id(f"{message} {each}", "delivery"),
                recipient=recipient,
                transport="email",
                template="escalation",
                attempts=1,
                status="accepted",
                message=message,
            )
            for each in complaint_ids
        )
    )


def link(complaint_id: str | None, message: str = "m-1", purpose: Purpose = "acknowledge", **changed: Any) -> Link:
    """A link of a message to the leader of the unit."""
    given: dict[str, Any] = {"recipient": LEADER_ID, "unit": UNIT, "expires_at": now() + timedelta(hours=71)}
    return Link(purpose=purpose, message=message, complaint_id=complaint_id, **{**given, **changed})


def path(made: Link, key: LinkKey = LINK_KEYS[0], signed_at: datetime | None = None) -> str:
    """Where the link leads to."""
    return f"/l/{sign(made, key, signed_at or now())}"


def said(answer: httpx.Response) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"(?s)<style>.*?</style>", "", answer.text)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def day(ahead: int) -> str:
    """A day from today on in the city, as a form sends it."""
    return (datetime.now(UTC) + timedelta(hours=7) + timedelta(days=ahead)).date().isoformat()


async def take_on(
    api: IntakeClient, where: str, on: str, ids: list[str] | None = None, note: str = ""
) -> httpx.Response:
    """Send the form of a page."""
    return await api.client.post(where, data={"day": on, "note": note, "complaint": ids or []}, params=EN)


async def promises(api: IntakeClient, complaint_id: str) -> list[EscalationAcknowledged]:
    """The promises that were made for a complaint."""
    [kept] = await api.driver.collection("complaints").find({"_id": complaint_id}, {}, limit=1)
    events = [decode(each["body"]) for each in kept["events"]]
    return [each for each in events if isinstance(each, EscalationAcknowledged)]


async def everything(api: IntakeClient) -> dict[str, list[Document]]:
    """All that is kept, of whatever a page could write to."""
    names = ("complaints", "leader_messages", "orphan_events", "guesses", "unit_counts")
    return {name: await api.driver.collection(name).find({}, {}, 1_000, [("_id", 1)]) for name in names}


def ticks(page: httpx.Response) -> set[str]:
    """The complaints that a page offers to tick."""
    return set(re.findall(r'name="complaint" value="([^"]+)"', page.text))


def addresses(page: httpx.Response) -> set[str]:
    """What a page links to, and where its form goes."""
    return {each.replace("&amp;", "&") for each in re.findall(r'(?:href|action)="([^"]+)"', page.text)}
