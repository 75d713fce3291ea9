"""How a delivery lies in the store. Nobody else knows these field names.

`claim` is who sends it just now, and `next_attempt_at` is then the end of that lease: a lease that ran out is simply
due again, and a delivery that has come to its end, or is not to be sent, has none. `proof` has one entry an attempt, so
ten at most. The events of the delivery are its outbox (`chassis.outbox`): a reroute or a skip, and its end.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from chassis.mongo import Document
from chassis.outbox import new_outbox
from contracts.topics import NOTIFICATIONS
from services.notify.domain.delivery import Delivery
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.domain.plan import Plan

MAX_REPLY = 300
_STORED = {field.name: field.name for field in fields(Delivery)} | {"id": "_id"}
"""What each field of a delivery is called in a document."""


@dataclass(frozen=True)
class Claimed:
    """A delivery that this process may send until `until`; `token` proves it to the store. It was due at `due_at`.

    `seq` is the number of its events so far.
    """

    delivery: Delivery
    token: str
    until: datetime
    due_at: datetime
    seq: int


def new_document(delivery: Delivery, plan: Plan) -> Document:
    """A planned delivery with the reroute or skip that belongs to it."""
    events = [event for event in (*plan.reroutes, *plan.skips) if event.delivery_id == delivery.id]
    stored = {_STORED[name]: value for name, value in asdict(delivery).items()}
    if delivery.state == "skipped":
        del stored[_STORED["next_attempt_at"]]
    outbox = new_outbox(delivery.id, [NOTIFICATIONS.encode(event) for event in events], delivery.planned_at)
    return {**stored, **outbox, "proof": []}


def delivery_from(document: Mapping[str, Any]) -> Delivery:
    """The delivery in a document."""
    return Delivery(**{name: document[stored] for name, stored in _STORED.items()})


def proof(endpoint: str, outcome: Outcome, began: datetime, ended: datetime) -> Document:
    """What an attempt leaves behind. The address is hashed: it shows whether two attempts went to the same one."""
    return {
        "at": began,
        "endpoint": sha256(endpoint.encode()).hexdigest()[:16],
        **_answer(outcome),
        "latency_ms": round((ended - began).total_seconds() * 1000),
    }


def _answer(outcome: Outcome) -> Document:
    match outcome:
        case Accepted(code, reply):
            return {"outcome": "accepted", "code": code, "reply": reply[:MAX_REPLY]}
        case Refused(permanent, code, reason):
            return {"outcome": "refused", "permanent": permanent, "code": code, "reply": reason[:MAX_REPLY]}
        case NoReply(reason):
            return {"outcome": "noreply", "code": 0, "reply": reason[:MAX_REPLY]}
