"""How a delivery lies in the store. Nobody else knows these field names.

`claim` is who sends it just now, and `next_attempt_at` is then the end of that lease: a lease that ran out is simply
due again, and a delivery that has come to its end has none. `proof` has one entry an attempt, so ten at most.
The facts about the delivery are its outbox (`chassis.outbox`): a reroute, and its end.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from chassis.mongo import Document
from chassis.outbox import new_outbox
from contracts.topics import NOTIFICATIONS
from services.notify.domain import Delivery, Plan
from services.notify.schedule import Outcome

LONGEST_REPLY = 300
_FIELDS = tuple(field.name for field in fields(Delivery) if field.name != "id")


@dataclass(frozen=True)
class Claimed:
    """A delivery that this process may send until `until`; `token` proves it to the store. It was due at `due_at`.

    `seq` is the number of facts about it so far.
    """

    delivery: Delivery
    token: str
    until: datetime
    due_at: datetime
    seq: int


def new_document(delivery: Delivery, plan: Plan) -> Document:
    """A planned delivery with the reroute that belongs to it."""
    reroutes = [NOTIFICATIONS.encode(event) for event in plan.reroutes if event.delivery_id == delivery.id]
    fields = asdict(delivery)
    return {"_id": fields.pop("id"), **fields, **new_outbox(delivery.id, reroutes, delivery.planned_at), "proof": []}


def delivery_from(document: Mapping[str, Any]) -> Delivery:
    """The delivery in a document."""
    return Delivery(id=document["_id"], **{name: document[name] for name in _FIELDS})


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
