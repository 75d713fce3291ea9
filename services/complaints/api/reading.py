"""GET /v1/complaints and /v1/complaints/{id}: for the channel that handed it in, and the officers of its unit."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from contracts.values import ActorKind, Code
from services.complaints.access import Caller, Channel, may_read
from services.complaints.api import views
from services.complaints.api.dependencies import (
    CallingAnyone,
    CallingOfficer,
    Dependencies,
    InLanguage,
    Needs,
    about,
    etag,
    not_found,
)
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.responses import Detail, Page
from services.complaints.domain.complaint import Complaint
from services.complaints.record import Record

router = APIRouter(tags=["channels", "officers"])

MAX_PAGE = 100


@router.get("/v1/complaints/{complaint_id}")
async def read_complaint(
    complaint_id: str, desk: Needs, caller: CallingAnyone, language: InLanguage, response: Response
) -> Detail:
    """One complaint. `ETag` names the version to send back in `If-Match`; facts of other services do not change it."""
    record = await readable(complaint_id, desk, caller)
    response.headers["ETag"] = etag(record.complaint.version)
    kind = ActorKind.CHANNEL if isinstance(caller, Channel) else ActorKind.OFFICER
    return views.detail(record, desk.city, language, kind)


@router.get("/v1/complaints")
async def list_open(
    desk: Needs,
    officer: CallingOfficer,
    unit: Code | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> Page:
    """A unit's open complaints, the oldest first: the officer's own unit, for supervisors also one below."""
    unit = unit or officer.unit
    if not may_read(officer, unit, desk.city):
        fault = Fault("unit", "this unit's work is not yours to see", f"leave it out, or name {officer.unit}")
        raise Problem("not-allowed", fault.reason, [fault])
    found = await desk.store.open_with(unit, cursor_of(after), limit)
    last = found[-1][0] if len(found) == limit else None
    return Page(unit=unit, complaints=[views.listed(*each) for each in found], next=last and cursor_for(last))


async def readable(complaint_id: str, desk: Dependencies, caller: Caller) -> Record:
    """The record, if the caller may know that it exists; else the problem `not-found`."""
    record = await desk.store.get(complaint_id)
    if record is None or not _may_see(caller, record.complaint, desk):
        raise not_found()
    about(record.complaint.id)
    return record


def _may_see(caller: Caller, complaint: Complaint, desk: Dependencies) -> bool:
    if isinstance(caller, Channel):
        return complaint.routing_input.channel == caller.id
    return may_read(caller, complaint.unit, desk.city)


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
