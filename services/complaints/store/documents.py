"""How a complaint is laid out as a document, and back. Index-relevant fields are absent when they do not apply."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from chassis.mongo import Document
from chassis.outbox import new_outbox
from contracts.values import Clock, RoutingInput
from services.complaints.domain.attachments import Attachment, MediaType, Phase
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.duplicates import has_to_follow
from services.complaints.domain.listings import listings_of
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.projection import Projected
from services.complaints.record import Brief, Record, Remark, Request
from services.complaints.store.groups import GROUPS, TO_FOLLOW, groups_of
from services.complaints.store.listings import changed_fields, listing_fields
from services.complaints.store.orders import QUEUED
from services.complaints.store.queue_fields import queue_fields, step_fields

_STATE = {field.name: field.default for field in fields(Complaint) if field.name not in ("id", "routing_input")}
"""The fields of a complaint that its steps change, with what each is while the document does not have it."""
_ALWAYS = ("state", "version", "seq", "assignment_number", "wanted_assignment", "transfers")
"""What every document has, for those who look at it without this code."""
_LISTS = tuple(name for name, default in _STATE.items() if default == ())


def new_document(
    complaint: Complaint,
    body: bytes,
    request: Request,
    tracking: str,
    later: Sequence[bytes] = (),
    received_at: datetime | None = None,
    same: str | None = None,
) -> Document:
    """The first form of a complaint: with its first event and what followed at once, still to be published.

    It waits for that since `received_at`, which is the moment of its filing unless that lies in the past. No two have
    the same `same`.
    """
    return {
        "_id": complaint.id,
        "tracking": tracking,
        "routing_input": _plain(complaint.routing_input),
        **_request(request),
        "other_events_count": 0,
        **new_outbox(complaint.id, [body, *later], received_at or complaint.routing_input.filed_at),
        **({"same": same} if same is not None else {}),
        **_state(complaint),
        **({GROUPS: [*groups_of(complaint), TO_FOLLOW]} if complaint.is_follower else {}),
        **listing_fields(complaint),
        **changed_fields(complaint, complaint.routing_input.filed_at),
    }


def progress(
    before: Complaint, after: Complaint, organisation: Organisation, now: datetime
) -> dict[str, dict[str, Any]]:
    """The update that a step makes; what it does not change is not written again."""
    values, absent = _changes(before, after)
    values |= changed_fields(after, now)
    moved = step_fields(before, after, organisation)
    if moved is None:
        return _update(values, absent)
    return _update(values | moved, absent if moved else [*absent, *QUEUED])


def _changes(before: Complaint, after: Complaint) -> tuple[dict[str, Any], list[str]]:
    """The values that are new, and the names of those that are gone."""
    old, new = _state(before), _state(after)
    changed = {name: value for name, value in new.items() if name not in old or old[name] != value}
    if after.routing_input is not before.routing_input:
        changed["routing_input"] = _plain(after.routing_input)
    if listings_of(before) != listings_of(after):
        changed |= listing_fields(after)
    absent = [name for name in old if name not in new]
    if has_to_follow(before, after) or _may_lose_its_mark(after, {*changed, *absent}):
        changed[GROUPS] = [*groups_of(after), TO_FOLLOW]
        absent = [name for name in absent if name != GROUPS]
    return changed, absent


def _may_lose_its_mark(after: Complaint, written: Collection[str]) -> bool:
    """A complaint does not know whether it is marked: where its groups are written, it is marked once more."""
    return GROUPS in written and (after.duplicate_of is not None or after.has_duplicates)


def _update(values: dict[str, Any], absent: Iterable[str]) -> dict[str, dict[str, Any]]:
    unset = dict.fromkeys(absent, "")
    return {"$set": values, **({"$unset": unset} if unset else {})}


def complaint_of(document: Document) -> Complaint:
    """The complaint that a document holds."""
    values: dict[str, Any] = {name: document[name] for name in _STATE if name in document}
    values |= {name: tuple(values[name]) for name in _LISTS if name in values}
    values["state"] = State(document["state"])
    return Complaint(id=document["_id"], routing_input=RoutingInput.model_validate(document["routing_input"]), **values)


def _state(complaint: Complaint) -> dict[str, Any]:
    """What is kept of a complaint's state: what is as it is by default is left out."""
    values = {name: getattr(complaint, name) for name in _STATE}
    kept = {name: _storable(value) for name, value in values.items() if name in _ALWAYS or value != _STATE[name]}
    groups = groups_of(complaint)
    return kept | ({GROUPS: groups} if groups else {})


def _storable(value: Any) -> Any:
    if isinstance(value, State):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def record_of(document: Document) -> Record:
    """Everything that a document holds."""
    return Record(
        complaint=complaint_of(document),
        request=request_of(document),
        events=tuple(event["body"] for event in document["events"]),
        other_events=tuple(event["body"] for event in document.get("other_events", ())),
        clocks=_clocks(document),
        breached=frozenset(document.get("breached", ())),
        remarks=tuple(Remark(**remark) for remark in document.get("remarks", ())),
        done_once=frozenset(document.get("done_once", ())),
        attachments=attachments_of(document),
    )


def attachments_of(document: Document) -> tuple[Attachment, ...]:
    """The files that a complaint names."""
    return tuple(_attachment(each) for each in document.get("attachments", ()))


def plain_attachment(attachment: Attachment) -> dict[str, Any]:
    """A file of a complaint as it stands in its document."""
    values = _given({name: _storable(value) for name, value in asdict(attachment).items()})
    return values | {"phase": attachment.phase.value, "media_type": attachment.media_type.value}


def _attachment(values: dict[str, Any]) -> Attachment:
    known = values | {"phase": Phase(values["phase"]), "media_type": MediaType(values["media_type"])}
    return Attachment(**{**known, "flags": tuple(known.get("flags", ()))})


BRIEF = dict.fromkeys(("events", "other_events", "remarks", "request", "tracking", "attachments"), 0)
"""What a brief can do without."""


def brief_of(document: Document) -> Brief:
    """How a complaint stands, from a document that was read without what is in `BRIEF`."""
    return Brief(
        complaint=complaint_of(document),
        clocks=_clocks(document),
        breached=frozenset(document.get("breached", ())),
        done_once=frozenset(document.get("done_once", ())),
    )


def request_of(document: Document) -> Request:
    """What the channel had asked for."""
    return Request(**document["request"], wants_updates=document.get("wants_updates", True))


def _request(request: Request) -> dict[str, Any]:
    """Who knows no choice about updates reads no more of a request than there was before."""
    values = _given({field.name: getattr(request, field.name) for field in fields(request)})
    wants_updates = values.pop("wants_updates")
    return {"request": values} if wants_updates else {"request": values, "wants_updates": False}


def projected_of(document: Document) -> Projected:
    """What the projection needs of a document."""
    clocks = document.get("clocks") or {}
    return Projected(
        complaint=complaint_of(document),
        clocks=_clocks(document),
        clocks_at=clocks.get("at"),
        clocks_assignment=clocks.get("assignment_number", 0),
        breached=frozenset(document.get("breached", ())),
        event_ids=frozenset(event["id"] for event in document.get("other_events", ())),
    )


def projected_change(
    before: Projected, projected: Projected, organisation: Organisation, now: datetime
) -> dict[str, dict[str, Any]]:
    """The update that brings a document from `before` to `projected`, without the events that led there."""
    values, absent = _changes(before.complaint, projected.complaint)
    values |= changed_fields(projected.complaint, now)
    values |= {"breached": sorted(projected.breached), "overdue": bool(projected.breached)}
    if projected.clocks_at is not None:
        items = [_plain(clock) for clock in projected.clocks]
        values["clocks"] = {
            "at": projected.clocks_at,
            "assignment_number": projected.clocks_assignment,
            "items": items,
        }
    standing = queue_fields(projected.complaint, projected.clocks, organisation)
    return _update(values | standing, absent if standing else [*absent, *QUEUED])


def _clocks(document: Document) -> tuple[Clock, ...]:
    return tuple(Clock.model_validate(item) for item in (document.get("clocks") or {}).get("items", ()))


def _plain(value: RoutingInput | Clock) -> dict[str, Any]:
    """As types that every driver can encode: enumerations become strings, times stay times."""
    return {
        name: each.value if hasattr(each, "value") else each
        for name, each in value.model_dump(exclude_none=True).items()
    }


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
