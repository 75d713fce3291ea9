"""POST /v1/complaints: a channel hands a complaint in, or an officer for a citizen at the counter or on the phone."""

from typing import Annotated, assert_never

import orjson
from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from contracts.values import Point
from services.complaints.access import Caller, Channel
from services.complaints.api import examples
from services.complaints.api.dependencies import CallingAnyone, Deps
from services.complaints.api.outcomes import etag, refused
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.requests import NewComplaint
from services.complaints.api.schemas.responses import Filed
from services.complaints.application import file as filing
from services.complaints.domain.complaint import State
from services.complaints.domain.refusals import Refusal

router = APIRouter(tags=["channels"])

MAX_KEY = 255
COUNTER = "counter"
"""The channel of what is said in person; the other one of officers is `phone`."""

Body = Annotated[NewComplaint, examples.in_body({"complaint": examples.NEW_COMPLAINT})]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="for channels without ids of their own",
        max_length=MAX_KEY,
        examples=["upload-2026-03-02-17"],
    ),
]


@router.post("/v1/complaints", status_code=201, response_model=Filed, responses=examples.in_answer(201, examples.FILED))
async def file_complaint(
    http: Request, body: Body, deps: Deps, caller: CallingAnyone, idempotency_key: IdempotencyKey = None
) -> Response:
    """Take a complaint in. Sent again with the same `external_id` (or Idempotency-Key) it yields the same answer."""
    outcome = await filing.file(_wanted(body, caller, idempotency_key, http.state.trace), deps)
    match outcome:
        case filing.Filed():
            return _answer(outcome, {})
        case filing.Replayed():
            return _answer(outcome, {"Idempotency-Replayed": "true"})
        case filing.KeyReused():
            raise _reused(outcome)
        case Refusal():
            raise refused(outcome)
    assert_never(outcome)


def _wanted(body: NewComplaint, caller: Caller, key: str | None, trace: str) -> filing.FilingRequest:
    if isinstance(caller, Channel) and body.received_by is not None:
        fault = Fault("received_by", "it is for officers who file for a citizen", "leave it out")
        raise Problem("invalid-fields", fault.reason, [fault])
    return filing.FilingRequest(
        channel=caller.id if isinstance(caller, Channel) else body.received_by or COUNTER,
        by=caller.principal,
        text=body.text,
        category=body.category,
        area=body.area,
        point=Point(latitude=body.point.latitude, longitude=body.point.longitude) if body.point else None,
        language=body.language,
        wants_updates=body.wants_updates,
        external_id=body.external_id,
        key=key if key is None or isinstance(caller, Channel) else f"{caller.id} {key}",
        trace=trace,
    )


def _answer(filed: filing.Filed | filing.Replayed, headers: dict[str, str]) -> Response:
    """The same however often it is asked for, whatever has become of the complaint since."""
    complaint, code = filed.complaint, filed.tracking_code
    link = f"/v1/complaints/{complaint.id}"
    body = {
        "id": complaint.id,
        "tracking_code": code,
        "state": State.FILED.value,
        "filed_at": complaint.routing_input.filed_at,
        "links": {"self": link, "track": f"/v1/track/{code}"},
    }
    headers = {"Location": link, "ETag": etag(1), **headers}
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), 201, headers, "application/json")


def _reused(outcome: filing.KeyReused) -> Problem:
    field = "Idempotency-Key" if outcome.field == "key" else outcome.field
    reason = f"it was used before with another {', '.join(outcome.differences) or 'body'}"
    fault = Fault(field, reason, "send a new one for a new complaint, or the same body to repeat the old one")
    return Problem("request-reused", f"{field}: {reason}", [fault])
