"""POST /v1/complaints: takes a complaint in with one write, and a repetition of it without any."""

import hashlib
from typing import Annotated
from uuid import uuid4

import orjson
from fastapi import APIRouter, Header
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from contracts.codec import encode
from contracts.values import Actor, ActorKind, Point, RoutingInput
from services.complaints import metrics
from services.complaints.access import Channel
from services.complaints.api.dependencies import CallingChannel, Dependencies, Needs, about, check_language, etag
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.requests import NewComplaint
from services.complaints.api.schemas.responses import Filed
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import file
from services.complaints.record import Request
from services.complaints.store import StoreUnavailable

router = APIRouter(tags=["channels"])

SOURCE = "complaints"
MAX_KEY = 255

IdempotencyKey = Annotated[str | None, Header(description="for channels without ids of their own", max_length=MAX_KEY)]


@router.post("/v1/complaints", status_code=201, response_model=Filed)
async def file_complaint(
    http: HttpRequest,
    body: NewComplaint,
    desk: Needs,
    channel: CallingChannel,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take a complaint in. Sent again with the same `external_id` (or Idempotency-Key) it yields the same answer."""
    check_language(body.language, "language", desk.city)
    request = request_of(body, idempotency_key, desk)
    complaint, event = file(
        str(uuid4()),
        routing_input_of(body, channel, desk),
        Actor(kind=ActorKind.CHANNEL, id=channel.id),
        http.state.trace,
    )
    tracking = desk.codes.digest(desk.codes.code(complaint.id)) or ""
    try:
        earlier = await desk.store.insert(complaint, encode(event, SOURCE), request, tracking)
    except StoreUnavailable:
        metrics.intake_complaints.labels(channel.id, "unavailable").inc()
        raise
    if earlier is not None:
        return _replay(*earlier, complaint, request, channel, desk)
    desk.wake()
    metrics.intake_complaints.labels(channel.id, "filed").inc()
    return _filed(complaint, desk)


def routing_input_of(body: NewComplaint, channel: Channel, desk: Dependencies) -> RoutingInput:
    """What may be published of a complaint: codes and ids, never its text."""
    return RoutingInput(
        channel=channel.id,
        filed_at=desk.clock(),
        category=body.category,
        area=body.area,
        point=body.point and Point(latitude=body.point.latitude, longitude=body.point.longitude),
        words=desk.city.words.find(body.text),
    )


def request_of(body: NewComplaint, idempotency_key: str | None, desk: Dependencies) -> Request:
    """The request with the key and the fingerprint by which its repetition is recognised."""
    key = None
    if body.external_id is not None:
        key = f"external:{body.external_id}"
    elif idempotency_key:
        key = f"key:{hashlib.sha256(idempotency_key.encode('latin-1', 'replace')).hexdigest()}"
    fingerprint = hashlib.sha256(orjson.dumps(body.model_dump(), option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Request(body.text, body.language or desk.city.languages[0], fingerprint, body.external_id, key)


def _replay(
    kept: Complaint, earlier: Request, complaint: Complaint, request: Request, channel: Channel, desk: Dependencies
) -> Response:
    if earlier.fingerprint != request.fingerprint:
        metrics.intake_complaints.labels(channel.id, "reused").inc()
        field = "external_id" if request.external_id is not None else "Idempotency-Key"
        others = ", ".join(differences(kept, earlier, complaint, request)) or "body"
        reason = f"it was used before with another {others}"
        fault = Fault(field, reason, "send a new one for a new complaint, or the same body to repeat the old one")
        raise Problem("request-reused", f"{field}: {reason}", [fault])
    metrics.intake_complaints.labels(channel.id, "replayed").inc()
    return _filed(kept, desk, {"Idempotency-Replayed": "true"})


def differences(kept: Complaint, earlier: Request, complaint: Complaint, request: Request) -> list[str]:
    """The names of the fields in which two requests differ; never what they hold."""
    pairs = {
        "text": (earlier.text, request.text),
        "category": (kept.routing_input.category, complaint.routing_input.category),
        "area": (kept.routing_input.area, complaint.routing_input.area),
        "point": (kept.routing_input.point, complaint.routing_input.point),
        "language": (earlier.language, request.language),
    }
    return [name for name, (old, new) in pairs.items() if old != new]


def _filed(complaint: Complaint, desk: Dependencies, headers: dict[str, str] | None = None) -> Response:
    """The answer to a filing: the same however often it is asked for, whatever has become of the complaint since."""
    about(complaint.id)
    code, link = desk.codes.code(complaint.id), f"/v1/complaints/{complaint.id}"
    body = {
        "id": complaint.id,
        "tracking_code": code,
        "state": State.FILED.value,
        "filed_at": complaint.routing_input.filed_at,
        "links": {"self": link, "track": f"/v1/track/{code}"},
    }
    all_headers = {"Location": link, "ETag": etag(1), **(headers or {})}
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), 201, all_headers, "application/json")
