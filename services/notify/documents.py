"""How a delivery lies in the store. Nobody else knows these field names.

`claim` is who sends it just now, and `next_attempt_at` is then the end of that lease: a lease that ran out is simply
due again, and a delivery that has come to its end has none. `announcements` are the facts that are not published yet,
encoded, in order; `unannounced` marks that there are any. `proof` has one entry an attempt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from contracts.codec import encode
from contracts.events import Event
from services.notify.domain import Delivery, Plan
from services.notify.schedule import Outcome

Document = dict[str, Any]
SOURCE = "notify"
LONGEST_REPLY = 300
_FIELDS = tuple(field.name for field in fields(Delivery) if field.name != "id")


@dataclass(frozen=True)
class Claimed:
    """A delivery that this process may send until `until`; `token` proves it to the store. It was due at `due_at`."""

    delivery: Delivery
    token: str
    until: datetime
    due_at: datetime


@dataclass(frozen=True)
class Announcement:
    """A fact to be published, as it will travel."""

    delivery_id: str
    event_id: str
    complaint_id: str
    body: bytes


def new_document(delivery: Delivery, plan: Plan) -> Document:
    """A planned delivery with the reroute that belongs to it."""
    reroutes = [announcement(event) for event in plan.reroutes if event.delivery_id == delivery.id]
    fields = asdict(delivery)
    outbox = {"announcements": reroutes, "unannounced": True} if reroutes else {"announcements": []}
    return {"_id": fields.pop("id"), **fields, **outbox, "proof": []}


def delivery_from(document: Mapping[str, Any]) -> Delivery:
    """The delivery in a document."""
    return Delivery(id=document["_id"], **{name: document[name] for name in _FIELDS})


def announcement(event: Event) -> Document:
    """An entry of `announcements`."""
    return {"id": event.id, "body": encode(event, SOURCE)}


def announcements_of(document: Mapping[str, Any]) -> Sequence[Announcement]:
    """What waits to be published."""
    return [
        Announcement(document["_id"], entry["id"], document["complaint_id"], bytes(entry["body"]))
        for entry in document["announcements"]
    ]


def proof(endpoint: str, outcome: Outcome, began: datetime, ended: datetime) -> Document:
    """What an attempt leaves behind. The address is hashed: it tells whether two attempts went to the same one."""
    return {
        "at": began,
        "endpoint": sha256(endpoint.encode()).hexdigest()[:16],
        "outcome": type(outcome).__name__.lower(),
        "code": outcome.code,
        "reply": outcome.reply[:LONGEST_REPLY],
        "latency_ms": round((ended - began).total_seconds() * 1000),
    }
