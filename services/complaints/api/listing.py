"""GET /v1/complaints and /v1/complaints.csv: what there is to do, the next deadline first."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import StreamingResponse

from contracts.values import AreaCode, Code
from services.complaints.access import principal_of
from services.complaints.api import examples, export, rows
from services.complaints.api.dependencies import CallingOfficer, Deps, InLanguage
from services.complaints.api.outcomes import refused
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.responses import Page
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.list import list_open
from services.complaints.application.read import NotYours
from services.complaints.domain.queues import is_place
from services.complaints.domain.refusals import Refusal
from services.complaints.record import ListedPage, ListQuery
from services.complaints.words import tokens

router = APIRouter(tags=["officers"])

MAX_PAGE = 100

Unit = Annotated[
    Code | None,
    Query(description="the own unit by default; whoever looks after more may name one below", examples=["dinas-pu"]),
]
Overdue = Annotated[bool, Query(description="only what is late", examples=[True])]
Category = Annotated[Code | None, Query(description="by its code", examples=["saluran-mampet"])]
Area = Annotated[AreaCode | None, Query(description="and all areas in it", examples=["99.71.01"])]
State = Annotated[str | None, Query(description="of the open ones", examples=["in_progress"])]
Assignee = Annotated[Code | None, Query(description="the person who works on it", examples=["officer-pu"])]
Text = Annotated[
    str | None, Query(description="words that occur in the text, all of them", max_length=200, examples=["got pasar"])
]
After = Annotated[str | None, Query(description="`next` of the page before", examples=[examples.CURSOR])]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, examples=[50])]


async def list_query(
    officer: CallingOfficer,
    unit: Unit = None,
    overdue: Overdue = False,
    category: Category = None,
    area: Area = None,
    state: State = None,
    assignee: Assignee = None,
    q: Text = None,
) -> ListQuery:
    """What is asked for, the own unit's work by default."""
    words = tuple(dict.fromkeys(tokens(q or "")))
    if q is not None and not words:
        fault = Fault("q", "there is no word in it", "send words such as got pasar, or leave it out")
        raise Problem("invalid-fields", fault.reason, [fault])
    return ListQuery(
        unit or officer.unit,
        overdue=overdue,
        category=category,
        area=area,
        state=state,
        assignee=assignee,
        words=words,
    )


Wanted = Annotated[ListQuery, Depends(list_query)]


@router.get("/v1/complaints", responses=examples.in_answer(200, examples.PAGE))
async def list_complaints(
    deps: Deps, officer: CallingOfficer, wanted: Wanted, language: InLanguage, after: After = None, limit: Limit = 50
) -> Page:
    """Open complaints by their next deadline. A page may be short: only without `next` it is the last one."""
    page = await _read(wanted, officer, place_of(after), limit, deps)
    return rows.page(wanted.unit, page, deps.city, language, deps.clock())


@router.get(
    "/v1/complaints.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}, "example": examples.CSV}}}},
)
async def export_complaints(
    deps: Deps, officer: CallingOfficer, wanted: Wanted, language: InLanguage
) -> StreamingResponse:
    """The same as a file for spreadsheet programs, all pages of it."""
    first = await _read(wanted, officer, None, MAX_PAGE, deps)

    async def following(after: str) -> ListedPage:
        return await _read(wanted, officer, after, MAX_PAGE, deps)

    lines = export.csv_lines(first, following, deps, language)
    headers = {"Content-Disposition": 'attachment; filename="complaints.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


async def _read(
    wanted: ListQuery, officer: CallingOfficer, after: str | None, limit: int, deps: Dependencies
) -> ListedPage:
    page = await list_open(wanted, principal_of(officer), after, limit, deps)
    if isinstance(page, NotYours):
        fault = Fault("unit", "this unit's work is not yours to see", f"leave it out, or name {officer.unit}")
        raise Problem("not-allowed", fault.reason, [fault])
    if isinstance(page, Refusal):
        raise refused(page)
    return page


def place_of(after: str | None) -> str | None:
    """The place that a cursor names; raises the problem `invalid-fields` when it is none of ours."""
    if after is not None and not is_place(after):
        fault = Fault("after", "it is not a place in this list", "send `next` of the page before, as it is")
        raise Problem("invalid-fields", fault.reason, [fault])
    return after
