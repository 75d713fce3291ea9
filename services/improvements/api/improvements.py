"""/v1/improvements: what is done about what keeps going wrong. Everybody reads; people of the city propose and act."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.json_bodies import JsonRoute
from contracts.values import About, Target
from services.improvements.api import schemas, views
from services.improvements.api.dependencies import Caller, Deps, Id, Key
from services.improvements.api.problems import refused
from services.improvements.application import improve
from services.improvements.application.improve import ProposalRequest, StepRequest
from services.improvements.domain.refusals import Refusal
from services.improvements.store.improvements import MAX_PAGE

router = APIRouter(prefix="/v1/improvements", tags=["improvements"], route_class=JsonRoute)
_NOT_FOUND = Refusal("not_found", "there is no such improvement", "look at the list of improvements", "id")

Before = Annotated[datetime | None, Query(description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]


@router.get("")
async def list_improvements(deps: Deps, before: Before = None, limit: Limit = 50) -> schemas.Improvements:
    """All improvements, the latest first."""
    found = await deps.improvements.latest(before, limit)
    following = found[-1].improvement.proposed_at if len(found) == limit else None
    return schemas.Improvements(improvements=[views.public_view(each, deps.city) for each in found], next=following)


@router.get("/{improvement_id}")
async def read(deps: Deps, improvement_id: Id) -> schemas.ImprovementView:
    """One improvement, as everybody may read it."""
    found = await deps.improvements.get(improvement_id)
    if found is None:
        raise refused(_NOT_FOUND)
    return views.public_view(found[0], deps.city)


@router.get("/{improvement_id}/details")
async def read_details(deps: Deps, who: Caller, improvement_id: Id) -> schemas.ImprovementForStaff:
    """The same with notes, linked complaints and what the caller may do now."""
    found = await deps.improvements.get(improvement_id)
    if found is None:
        raise refused(_NOT_FOUND)
    return views.staff_view(found[0], who, deps.city)


@router.post("", status_code=201)
async def propose(
    deps: Deps, who: Caller, body: schemas.ProposalBody, response: Response, key: Key = None
) -> schemas.ImprovementForStaff:
    """Propose an action. It waits for a leader of its unit, who is told."""
    wanted = ProposalRequest(
        title=body.title,
        description=body.description,
        action=body.action,
        unit=body.unit,
        about=About(**body.about.model_dump()),
        target=Target(**body.target.model_dump()),
        starts_on=body.starts_on,
        due_on=body.due_on,
        findings=body.findings,
        complaints=body.complaints,
        key=key,
    )
    outcome = await improve.propose(wanted, who, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    response.headers["Location"] = f"/v1/improvements/{outcome.improvement.id}"
    return views.staff_view(outcome, who, deps.city)


@router.post("/{improvement_id}/steps", status_code=201)
async def take_step(deps: Deps, who: Caller, improvement_id: Id, body: schemas.StepBody) -> schemas.ImprovementForStaff:
    """Agree, decline, start, report progress, postpone, finish, drop, or link complaints."""
    wanted = StepRequest(improvement_id, body.action, body.reason, body.due_on, body.complaints, body.text)
    outcome = await improve.act(wanted, who, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return views.staff_view(outcome, who, deps.city)
