"""POST /v1/complaints/{id}/followers: somebody else is concerned by the same thing, and wants to hear of it."""

from typing import Annotated, assert_never

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chassis.access import Channel
from services.complaints.access import principal_of
from services.complaints.api import examples, similar_examples
from services.complaints.api.dependencies import CallingAnyone, Deps
from services.complaints.api.filing import COUNTER, IdempotencyKey, answer, reused
from services.complaints.api.outcomes import found_or_problem, refused
from services.complaints.api.reading import ComplaintId
from services.complaints.api.schemas.requests import NewFollower
from services.complaints.api.schemas.responses import Filed
from services.complaints.application import file as filing
from services.complaints.application.filing_request import FilingRequest
from services.complaints.application.join import join
from services.complaints.application.read import NotFound, NotYours
from services.complaints.domain.refusals import Refusal

router = APIRouter(tags=["channels", "officers"])

Body = Annotated[NewFollower, examples.in_body({"follower": similar_examples.NEW_FOLLOWER})]


@router.post(
    "/v1/complaints/{complaint_id}/followers",
    status_code=201,
    response_model=Filed,
    responses=examples.in_answer(201, similar_examples.FOLLOWING),
)
async def join_complaint(
    complaint_id: ComplaintId,
    http: Request,
    body: Body,
    deps: Deps,
    caller: CallingAnyone,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a follower, who gets a tracking code of their own: to see the same, comment, and rate the answer."""
    is_channel = isinstance(caller, Channel)
    wanted = FilingRequest(
        channel=caller.id if is_channel else COUNTER,
        by=principal_of(caller),
        text=body.text or "",
        language=body.language,
        wants_updates=body.wants_updates,
        external_id=body.external_id,
        key=idempotency_key if idempotency_key is None or is_channel else f"{caller.id} {idempotency_key}",
        trace=http.state.trace,
        follows=complaint_id,
    )
    outcome = await join(wanted, deps)
    match outcome:
        case filing.Filed():
            return answer(outcome, {})
        case filing.Replayed():
            return answer(outcome, {"Idempotency-Replayed": "true"})
        case filing.KeyReused():
            raise reused(outcome)
        case Refusal():
            raise refused(outcome)
        case NotFound() | NotYours():
            found_or_problem(outcome)
            raise AssertionError("it was not found")
    assert_never(outcome)
