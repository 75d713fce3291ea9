"""POST /v1/complaints/{id}/actions/{action}: people of the city work on a complaint."""

from typing import Annotated

from fastapi import APIRouter, Header, Path
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.json_bodies import JsonRoute
from services.complaints.access import principal_of
from services.complaints.api import examples, views
from services.complaints.api.dependencies import CallingOfficer, Deps
from services.complaints.api.outcomes import etag, taken_or_problem, versions_in
from services.complaints.api.reading import ComplaintId
from services.complaints.api.schemas.requests import OfficerStep
from services.complaints.api.schemas.responses import Stepped
from services.complaints.application.act import StepRequest, act

router = APIRouter(tags=["officers"], route_class=JsonRoute)

Action = Annotated[str, Path(description="one of the complaint's `possible_actions`", examples=["acknowledge"])]
Body = Annotated[OfficerStep | None, examples.in_body(examples.OFFICER_STEPS)]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="the ETag of the version you have read", examples=['"v2"'])
]


@router.post(
    "/v1/complaints/{complaint_id}/actions/{action}", responses=examples.in_answer(200, examples.OFFICER_STEPPED)
)
async def act_on_complaint(
    complaint_id: ComplaintId,
    action: Action,
    http: Request,
    response: Response,
    deps: Deps,
    officer: CallingOfficer,
    if_match: IfMatch = None,
    body: Body = None,
) -> Stepped:
    """Take a step. It is kept with its event in one write, or refused with the reason; nothing in between."""
    given = body or OfficerStep()
    wanted = StepRequest(
        complaint_id,
        action,
        by=principal_of(officer),
        versions=versions_in(if_match),
        trace=http.state.trace,
        **dict(given),
    )
    taken = taken_or_problem(await act(wanted, deps))
    response.headers["ETag"] = etag(taken.complaint.version)
    return views.stepped(taken)
