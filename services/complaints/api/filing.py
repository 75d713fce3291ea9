"""POST /v1/complaints: a channel hands a complaint in, or an officer for a citizen at the counter or on the phone."""

from typing import Annotated, assert_never

import orjson
from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from chassis.access import Channel
from chassis.http.json_bodies import JsonRoute
from contracts.history import PastEnd
from contracts.values import Point
from services.complaints.access import Caller, principal_of
from services.complaints.api import examples, history_examples, similar
from services.complaints.api.dependencies import CallingAnyone, Deps
from services.complaints.api.outcomes import etag, refused
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.requests import NewComplaint
from services.complaints.api.schemas.responses import Filed
from services.complaints.api.schemas.similar import Similar
from services.complaints.application import file as filing
from services.complaints.application.filing_request import FilingRequest
from services.complaints.domain.complaint import State
from services.complaints.domain.refusals import Refusal

router = APIRouter(tags=["channels"], route_class=JsonRoute)

MAX_KEY = 255
COUNTER = "counter"
"""The channel of what is said in person; the other one of officers is `phone`."""

Body = Annotated[
    NewComplaint, examples.in_body({"complaint": examples.NEW_COMPLAINT, "history": history_examples.IMPORTED})
]
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
    """Take a complaint in. Sent again with the same `external_id` (or Idempotency-Key) it yields the same answer.

    The same text, category, area and point by the same channel within the minutes that the city says, under another key
    or none, is no second complaint: it follows the first, in the state `duplicate`, with a tracking code of its own.
    """
    outcome = kept_or_problem(await filing.file(wanted(body, caller, idempotency_key, http.state.trace), deps))
    ended = body.history.state if body.history else None
    if isinstance(outcome, filing.Replayed):
        return answer(outcome, {"Idempotency-Replayed": "true"}, ended=ended)
    return answer(outcome, {}, similar.shown(outcome.similar), ended)


def kept_or_problem(outcome: filing.FilingOutcome) -> filing.Filed | filing.Replayed:
    """What is kept, since now or before; raises the problem that says why nothing is."""
    match outcome:
        case filing.Filed() | filing.Replayed():
            return outcome
        case filing.KeyReused():
            raise reused(outcome)
        case Refusal():
            raise refused(outcome)
    assert_never(outcome)


def wanted(body: NewComplaint, caller: Caller, key: str | None, trace: str) -> FilingRequest:
    """What the caller asks for; raises the problem `invalid-fields` for what is not the caller's to say."""
    if isinstance(caller, Channel) and body.received_by is not None:
        fault = Fault("received_by", "it is for officers who file for a citizen", "leave it out")
        raise Problem("invalid-fields", fault.reason, [fault])
    _check_import(body, caller)
    return FilingRequest(
        channel=caller.id if isinstance(caller, Channel) else body.received_by or COUNTER,
        by=principal_of(caller),
        text=body.text,
        category=body.category,
        area=body.area,
        point=Point(latitude=body.point.latitude, longitude=body.point.longitude) if body.point else None,
        language=body.language,
        language_of_channel=caller.language if isinstance(caller, Channel) else None,
        wants_updates=body.wants_updates,
        external_id=body.external_id,
        key=key if key is None or isinstance(caller, Channel) else f"{caller.id} {key}",
        trace=trace,
        filed_at=body.filed_at,
        policy=body.policy,
        history=PastEnd(**body.history.model_dump()) if body.history else None,
    )


def _check_import(body: NewComplaint, caller: Caller) -> None:
    """Whoever could date complaints back could let deadlines pass, or have none."""
    given = [name for name in ("filed_at", "policy", "history") if getattr(body, name) is not None]
    if given and not (isinstance(caller, Channel) and caller.may_import):
        remedy = "leave it out, or have the channel marked may_import"
        faults = [Fault(name, "it is for channels that may import", remedy) for name in given]
        raise Problem("not-allowed", faults[0].reason, faults)


def answer(
    filed: filing.Filed | filing.Replayed,
    headers: dict[str, str],
    found: list[Similar] | None = None,
    ended: str | None = None,
) -> Response:
    """The same however often it is asked for, whatever has become of the complaint since.

    Only `similar`, which holds for the moment of filing and is left out where there is nothing, is not repeated.
    `ended` is the state of what came in as history.
    """
    complaint, code = filed.complaint, filed.tracking_code
    link = f"/v1/complaints/{complaint.id}"
    body: dict[str, object] = {
        "id": complaint.id,
        "tracking_code": code,
        "state": ended or (State.DUPLICATE if complaint.is_follower else State.FILED).value,
        "filed_at": complaint.routing_input.filed_at,
        "links": {"self": link, "track": f"/v1/track/{code}"},
    }
    if found:
        body["similar"] = [each.model_dump(exclude_none=True) for each in found]
    headers = {"Location": link, "ETag": etag(2 if ended else 1), **headers}
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), 201, headers, "application/json")


def reused(outcome: filing.KeyReused) -> Problem:
    """The problem that says which fields differ."""
    field = "Idempotency-Key" if outcome.field == "key" else outcome.field
    reason = f"it was used before with another {', '.join(outcome.differences) or 'body'}"
    fault = Fault(field, reason, "send a new one for a new complaint, or the same body to repeat the old one")
    return Problem("request-reused", f"{field}: {reason}", [fault])
