"""GET /v1/complaints and /v1/complaints/{id}: for the channel that handed it in, and the officers of its unit."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from contracts.values import Code
from services.complaints.api import examples, views
from services.complaints.api.dependencies import CallingAnyone, CallingOfficer, Deps, InLanguage
from services.complaints.api.outcomes import etag, found_or_problem
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.responses import Detail, Page
from services.complaints.application.read import NotYours, open_work, read
from services.complaints.domain.complaint import Complaint

router = APIRouter()

MAX_PAGE = 100

ComplaintId = Annotated[str, Path(examples=[examples.COMPLAINT_ID])]
Unit = Annotated[Code | None, Query(description="the own unit by default", examples=["dinas-pu"])]
After = Annotated[str | None, Query(description="`next` of the page before", examples=[examples.CURSOR])]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, examples=[50])]


@router.get(
    "/v1/complaints/{complaint_id}", tags=["channels", "officers"], responses=examples.in_answer(200, examples.DETAIL)
)
async def read_complaint(
    complaint_id: ComplaintId, deps: Deps, caller: CallingAnyone, language: InLanguage, response: Response
) -> Detail:
    """One complaint. `ETag` names the version to send back in `If-Match`: a step or an assignment changes it."""
    found = found_or_problem(await read(complaint_id, caller.principal, deps))
    response.headers["ETag"] = etag(found.record.complaint.version)
    return views.detail(found, deps.city, language, deps.clock())


@router.get("/v1/complaints", tags=["officers"], responses=examples.in_answer(200, examples.PAGE))
async def list_open(
    deps: Deps, officer: CallingOfficer, unit: Unit = None, after: After = None, limit: Limit = 50
) -> Page:
    """A unit's open complaints, the oldest first: the own unit, for whoever looks after more also one below."""
    unit = unit or officer.unit
    work = await open_work(unit, officer.principal, cursor_of(after), limit, deps)
    if isinstance(work, NotYours):
        fault = Fault("unit", "this unit's work is not yours to see", f"leave it out, or name {officer.unit}")
        raise Problem("not-allowed", fault.reason, [fault])
    last = work.complaints[-1][0] if len(work.complaints) == limit else None
    lines = [views.listed(*each) for each in work.complaints]
    return Page(unit=unit, complaints=lines, next=last and cursor_for(last))


def cursor_for(complaint: Complaint) -> str:
    """Where the page after this complaint begins."""
    return f"{round(complaint.routing_input.filed_at.timestamp() * 1000)}.{complaint.id}"


def cursor_of(after: str | None) -> tuple[datetime, str] | None:
    """The place that a cursor names; raises the problem `invalid-fields` when it is none of ours."""
    if after is None:
        return None
    milliseconds, _, complaint_id = after.partition(".")
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) <= 14 and complaint_id):
        fault = Fault("after", "it is not a place in this list", "send `next` of the page before, as it is")
        raise Problem("invalid-fields", fault.reason, [fault])
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC), complaint_id
