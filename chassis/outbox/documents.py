"""How a document is its own outbox: one write keeps a change together with the events about it.

`events` are the encoded events of the document, each with its number, and `seq` is the last number. Those beyond
`published_seq` are not published yet; as long as there are any, `pending_since` says since when. `relay_token` is the
lease under which they were marked last. `slot` is for looks that match a bounded share (`chassis.shares`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.shares import slot_of
from contracts.topics import Topic

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pending:
    """A document with events to publish on `topic` under `subject`: those beyond `published_seq`, in order."""

    document_id: str
    topic: Topic
    subject: str
    since: datetime
    published_seq: int
    seq: int
    bodies: tuple[bytes, ...]


def new_outbox(document_id: str, bodies: Sequence[bytes], now: datetime) -> Document:
    """The fields of a new document, with the events that it begins with."""
    return {
        "slot": slot_of(document_id),
        "events": [{"seq": seq, "body": body} for seq, body in enumerate(bodies, 1)],
        "seq": len(bodies),
        "published_seq": 0,
        "relay_token": 0,
        **({"pending_since": now} if bodies else {}),
    }


def appended(first: int, bodies: Sequence[bytes], now: datetime, change: Mapping[str, Mapping[str, Any]]) -> Document:
    """The update `change`, and with it further events, of which the first one has the number `first`."""
    if not bodies:
        return dict(change)
    events = [{"seq": seq, "body": body} for seq, body in enumerate(bodies, first)]
    extra: dict[str, dict[str, Any]] = {
        "$set": {"seq": events[-1]["seq"]},
        "$push": {"events": {"$each": events}},
        "$min": {"pending_since": now},
    }
    return {operator: {**change.get(operator, {}), **extra.get(operator, {})} for operator in {**change, **extra}}


def pending_of(document: Mapping[str, Any], topic: Topic, subject_field: str) -> Pending:
    """The unpublished events of a document, which belong on `topic`."""
    events = sorted(document["events"], key=lambda event: int(event["seq"]))
    published_seq = document.get("published_seq", 0)
    return Pending(
        document_id=document["_id"],
        topic=topic,
        subject=document[subject_field],
        since=document["pending_since"],
        published_seq=published_seq,
        seq=events[-1]["seq"],
        bodies=tuple(bytes(event["body"]) for event in events if event["seq"] > published_seq),
    )
