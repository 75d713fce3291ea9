"""How deliveries and digests lie in the store. Nobody else knows these field names.

`claim` is who sends a message just now, and `next_attempt_at` is then the end of that lease: a lease that ran out is
simply due again. What waits for a digest, has come to its end or is not to be sent has no `next_attempt_at`. `proof`
has one entry an attempt, so ten a transport at most. The events of a delivery are its outbox (`chassis.outbox`): a
reroute or a skip, each transport that failed, and its end. `waits_for` is the digest that is still to be made,
`held_by` the one that is sent, `digest` either of them, also afterwards. `failed_at` marks a dead letter.
"""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from chassis.mongo import Document
from chassis.outbox import new_outbox
from contracts.topics import NOTIFICATIONS
from services.notify.domain.delivery import Delivery, Digest, Sendable
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.domain.plan import Plan

MAX_REPLY = 300
_DELIVERY = {field.name: field.name for field in fields(Delivery)} | {
    "id": "_id", "seq": "lane_seq", "subject_id": "complaint_id",
}  # fmt: skip
"""What each field of a delivery is called in a document: `seq` is that of its outbox."""
_DIGEST = {field.name: "_id" if field.name == "id" else field.name for field in fields(Digest)}
_DEFAULTS = {
    field.name: field.default_factory() if field.default_factory is not MISSING else field.default
    for kind in (Delivery, Digest)
    for field in fields(kind)
    if field.default is not MISSING or field.default_factory is not MISSING
} | {"next_attempt_at": None}


@dataclass(frozen=True)
class Claimed:
    """A message that this process may send until `until`; `token` proves it to the store. It was due at `due_at`.

    `seq` is the number of a delivery's events so far; a digest has none of its own. It `is_made` once its deliveries
    are gathered; `last` is the proof of an attempt at it of which its deliveries do not all say yet what became of it.
    """

    sendable: Sendable
    token: str
    until: datetime
    due_at: datetime
    seq: int = 0
    is_made: bool = True
    last: Document | None = None


def new_document(delivery: Delivery, plan: Plan) -> Document:
    """A planned delivery with the reroute or skip that belongs to it."""
    events = [event for event in (*plan.reroutes, *plan.skips) if event.delivery_id == delivery.id]
    outbox = new_outbox(delivery.id, [NOTIFICATIONS.encode(event) for event in events], delivery.planned_at)
    return {**_stored(delivery, _DELIVERY), **outbox, **(waiting(delivery) if delivery.waits else {}), "proof": []}


def waiting(delivery: Delivery) -> Document:
    """What a delivery has that waits for its digest."""
    return {"digest": delivery.digest, "digest_at": delivery.digest_at, "waits_for": delivery.digest}


def digest_document(digest: Digest) -> Document:
    """A digest that nothing has been put into yet."""
    return {**_stored(digest, _DIGEST), "proof": []}


def delivery_from(document: Mapping[str, Any]) -> Delivery:
    """The delivery in a document. What an older version kept lacks the fields of today: they are at their defaults."""
    return Delivery(**_read(document, _DELIVERY))


def digest_from(document: Mapping[str, Any]) -> Digest:
    """The digest in a document."""
    return Digest(**_read(document, _DIGEST))


def attempted_change(after: Sendable) -> dict[str, dict[str, Any]]:
    """The update of a message after an attempt, which nobody has a claim on from then on."""
    change: dict[str, dict[str, Any]] = {
        "$set": {
            "state": after.state,
            "attempts": after.attempts,
            "transport": after.transport,
            "endpoint": after.endpoint,
            "fallbacks": list(after.fallbacks),
        },
        "$unset": {"claim": ""},
    }
    if after.state == "pending" and after.next_attempt_at is not None:
        change["$set"]["next_attempt_at"] = after.next_attempt_at
    else:
        change["$unset"]["next_attempt_at"] = ""
    return change


def proof(endpoint: str, outcome: Outcome, began: datetime, ended: datetime) -> Document:
    """What an attempt leaves behind. The address is hashed: it shows whether two attempts went to the same one."""
    return {
        "at": began,
        "endpoint": sha256(endpoint.encode()).hexdigest()[:16],
        **_answer(outcome),
        "latency_ms": round((ended - began).total_seconds() * 1000),
    }


def outcome_in(entry: Document) -> Outcome:
    """The outcome that a proof tells of."""
    match entry["outcome"]:
        case "accepted":
            return Accepted(entry["code"], entry["reply"])
        case "refused":
            return Refused(entry["permanent"], entry["code"], entry["reply"])
    return NoReply(entry["reply"])


def _stored(kept: Sendable, names: Mapping[str, str]) -> Document:
    stored = {names[name]: value for name, value in asdict(kept).items()}
    stored["fallbacks"] = list(kept.fallbacks)
    if stored["next_attempt_at"] is None or stored["state"] == "skipped":
        del stored["next_attempt_at"]
    return stored


def _read(document: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    values = {
        name: document.get(stored, _DEFAULTS[name]) if name in _DEFAULTS else document[stored]
        for name, stored in names.items()
    }
    return values | {"fallbacks": tuple(values["fallbacks"])}


def _answer(outcome: Outcome) -> Document:
    match outcome:
        case Accepted(code, reply):
            return {"outcome": "accepted", "code": code, "reply": reply[:MAX_REPLY]}
        case Refused(permanent=permanent, code=code, reason=reason):
            return {"outcome": "refused", "permanent": permanent, "code": code, "reply": reason[:MAX_REPLY]}
        case NoReply(reason):
            return {"outcome": "noreply", "code": 0, "reply": reason[:MAX_REPLY]}
