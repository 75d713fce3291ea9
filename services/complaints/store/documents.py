"""How a complaint is laid out as a document, and back. Index-relevant fields are absent when they do not apply."""

from dataclasses import asdict
from typing import Any

from chassis.mongo import Document
from chassis.outbox import new_outbox
from contracts.values import Clock, RoutingInput
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.projection import Board
from services.complaints.record import Record, Remark, Request

_STATE = (
    *("state", "version", "seq", "unit", "assignment_number", "wanted_assignment", "transfers"),
    *("answered_at", "reopen_within"),
)


def new_document(complaint: Complaint, body: bytes, request: Request, tracking: str) -> Document:
    """The first form of a complaint: with its first event, still to be published."""
    return {
        "_id": complaint.id,
        "tracking": tracking,
        "routing_input": _plain(complaint.routing_input),
        "request": _given(asdict(request)),
        "facts_count": 0,
        **new_outbox(complaint.id, [body], complaint.routing_input.filed_at),
        **progress(complaint)["$set"],
    }


def progress(complaint: Complaint) -> dict[str, dict[str, Any]]:
    """The update that brings a document to the state of `complaint`."""
    values = {name: getattr(complaint, name) for name in _STATE}
    values["open_unit"] = complaint.unit if complaint.is_open else None
    values["state"] = complaint.state.value
    absent = {name: "" for name, value in values.items() if value is None}
    return {"$set": _given(values), **({"$unset": absent} if absent else {})}


def complaint_of(document: Document) -> Complaint:
    """The complaint that a document holds."""
    values: dict[str, Any] = {name: document.get(name) for name in _STATE}
    values["state"] = State(document["state"])
    return Complaint(id=document["_id"], routing_input=RoutingInput.model_validate(document["routing_input"]), **values)


def record_of(document: Document) -> Record:
    """Everything that a document holds."""
    return Record(
        complaint=complaint_of(document),
        request=request_of(document),
        events=tuple(event["body"] for event in document["events"]),
        facts=tuple(fact["body"] for fact in document.get("facts", ())),
        clocks=_clocks(document),
        breached=frozenset(document.get("breached", ())),
        remarks=tuple(Remark(**remark) for remark in document.get("remarks", ())),
    )


def request_of(document: Document) -> Request:
    """What the channel had asked for."""
    return Request(**document["request"])


def board_of(document: Document) -> Board:
    """What the projection needs of a document."""
    clocks = document.get("clocks") or {}
    return Board(
        complaint=complaint_of(document),
        clocks=_clocks(document),
        clocks_at=clocks.get("at"),
        clocks_assignment=clocks.get("assignment_number", 0),
        breached=frozenset(document.get("breached", ())),
        fact_ids=frozenset(fact["id"] for fact in document.get("facts", ())),
    )


def board_change(board: Board) -> dict[str, dict[str, Any]]:
    """The update that brings a document to the state of `board`, without its facts."""
    change = progress(board.complaint)
    change["$set"] |= {"breached": sorted(board.breached), "overdue": bool(board.breached)}
    if board.clocks_at is not None:
        items = [_plain(clock) for clock in board.clocks]
        change["$set"]["clocks"] = {"at": board.clocks_at, "assignment_number": board.clocks_assignment, "items": items}
    return change


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
