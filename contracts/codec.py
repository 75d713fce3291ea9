"""CloudEvents 1.0 in structured JSON: from an event to bytes and back. Errors say event, field and reason.

A reader is tolerant of newer producers: what they add to an event is ignored, a member that they add to an enumeration
is read as `other`, and an event type that is not known here is told apart from one that can never be read.
"""

import re
from functools import cache
from typing import Any

import orjson
from pydantic import ValidationError

from contracts.events import AssignmentEvent, Event
from contracts.registry import EVENTS
from contracts.upcast import upcast

ATTRIBUTES = {
    "id": "id",
    "subject": "subject",
    "occurred_at": "time",
    "cause": "causationid",
    "trace": "traceparent",
}
"""The fields of every event, with the CloudEvents attribute that each travels as; all other fields are `data`."""
_NOT_DATA = set(ATTRIBUTES)
_TRACE = re.compile(rb'"traceparent":"([0-9a-f-]{55})"\}')
_TRACE_LENGTH = len(b'"traceparent":""}') + 55
"""It comes last in what `encode` writes."""


class DecodeError(ValueError):
    """These bytes are not an event that can ever be handled: a reason for the dead letters.

    `event` is its type, `field` the attribute as it is called on the wire or the path within `data`.
    """

    def __init__(self, reason: str, detail: str, event: str = "unknown", field: str | None = None) -> None:
        self.reason, self.event, self.field, self.detail = reason, event, field, detail
        where = f"{event}.{field}" if field else event
        super().__init__(f"{reason}: {where}: {detail}")


class UnknownEvent(Exception):
    """An event of a type that only newer producers know; it is not for this version, so it is passed by."""

    def __init__(self, type_: str) -> None:
        self.type = type_
        super().__init__(f"no such event type: {type_!r}")


def encode(event: Event, source: str) -> bytes:
    """The event as it travels. `source` is the service that emits it, for example `complaints`."""
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"/tanggap/{source}",
        "type": event.type,
        "subject": event.subject,
        "time": event.occurred_at,
        "datacontenttype": "application/json",
        "data": orjson.Fragment(_data(event)),
    }
    if event.cause is not None:
        envelope["causationid"] = event.cause
    if event.trace is not None:
        envelope["traceparent"] = event.trace
    return orjson.dumps(envelope, option=orjson.OPT_UTC_Z)


def decode(body: bytes) -> Event:
    """The event in these bytes; raises `UnknownEvent`, or `DecodeError` when they can never be one."""
    envelope = _envelope(body)
    kind, data = envelope.get("type"), envelope.get("data")
    if not isinstance(kind, str) or not kind:
        raise DecodeError("not_a_cloudevent", "must be the name of an event type", field="type")
    if isinstance(data, dict):
        kind, data = upcast(kind, data)
    model = EVENTS.get(kind)
    if model is None:
        raise UnknownEvent(kind)
    if not isinstance(data, dict):
        raise DecodeError("invalid_event", "must be a JSON object", model.type, "data")
    header = {field: envelope.get(attribute) for field, attribute in ATTRIBUTES.items()}
    try:
        return model.model_validate({**data, **header})
    except ValidationError as error:
        raise _decode_error(model.type, error) from error


def trace_of(body: bytes) -> str | None:
    """The trace context of an event as `encode` wrote it, without reading all of it; None when it has none."""
    found = _TRACE.fullmatch(body[-_TRACE_LENGTH:])
    return found[1].decode("ascii") if found else None


def _data(event: Event) -> bytes:
    """Written by pydantic's own serializer: going by way of Python objects would cost twice as much.

    The policy is most of an assignment, and the same for thousands of them: it is put in as it was written before.
    """
    if not isinstance(event, AssignmentEvent):
        return _json(event, _NOT_DATA)
    before, after = _around_the_policy(type(event))
    return b'%b,"policy":%b,%b' % (_json(event, after)[:-1], event.policy.as_json, _json(event, before)[1:])


def _json(event: Event, without: set[str]) -> bytes:
    return event.__pydantic_serializer__.to_json(event, exclude=without, exclude_none=True)


@cache
def _around_the_policy(model: type[AssignmentEvent]) -> tuple[set[str], set[str]]:
    """What to leave out so as to have only what stands after the policy, and only what stands before it."""
    fields = list(model.model_fields)
    place = fields.index("policy")
    return _NOT_DATA.union(fields[: place + 1]), _NOT_DATA.union(fields[place:])


def _envelope(body: bytes) -> dict[str, Any]:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise DecodeError("malformed_json", str(error)) from error
    if not isinstance(envelope, dict):
        raise DecodeError("not_a_cloudevent", "must be a JSON object")
    if envelope.get("specversion") != "1.0":
        raise DecodeError("not_a_cloudevent", "must be 1.0", field="specversion")
    return envelope


def _decode_error(kind: str, error: ValidationError) -> DecodeError:
    first = error.errors(include_url=False, include_input=False)[0]
    place = [str(part) for part in first["loc"]]
    field = ".".join([ATTRIBUTES.get(place[0], place[0]), *place[1:]])
    return DecodeError("invalid_event", first["msg"], kind, field)
