"""/v1/improvements: what is done about what keeps going wrong. Everybody reads; people of the city propose and act."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.json_bodies import JsonRoute
from contracts.values import About, Target
from services.improvements.api import schemas, views
from services.improvements.api.dependencies import Caller, Deps, Id, Key
from services.improvements.api.learning import learning_request
from services.improvements.api.problems import refused
from services.improvements.application import improve
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.improve import ProposalRequest, StepRequest
from services.improvements.application.progress import looks_after_learning, standings
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal
from services.improvements.record import Record
from services.improvements.store.improvements import MAX_PAGE

router = APIRouter(prefix="/v1/improvements", tags=["improvements"], route_class=JsonRoute)
_NOT_FOUND = Refusal("not_found", "there is no such improvement", "look at the list of improvements", "id")
MAX_REFUSED = 100
"""Refused statements that are shown."""

Before = Annotated[datetime | None, Query(description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]


@router.get("")
async def list_improvements(deps: Deps, before: Before = None, limit: Limit = 50) -> schemas.Improvements:
    """All improvements, the latest first."""
    found = await deps.improvements.latest(before, limit)
    following = found[-1].improvement.proposed_at if len(found) == limit else None
    learning = await standings(found, None, deps)
    shown = [views.public_view(each, deps.city, learning.get(each.improvement.id, ())) for each in found]
    return schemas.Improvements(improvements=shown, next=following)


@router.get("/{improvement_id}")
async def read(deps: Deps, improvement_id: Id) -> schemas.ImprovementView:
    """One improvement, as everybody may read it."""
    found = await deps.improvements.get(improvement_id)
    if found is None:
        raise refused(_NOT_FOUND)
    learning = await standings([found[0]], None, deps)
    return views.public_view(found[0], deps.city, learning.get(improvement_id, ()))


@router.get("/{improvement_id}/details")
async def read_details(deps: Deps, who: Caller, improvement_id: Id) -> schemas.ImprovementForStaff:
    """The same with notes, linked complaints and what the caller may do now."""
    found = await deps.improvements.get(improvement_id)
    if found is None:
        raise refused(_NOT_FOUND)
    return await _for_staff(found[0], who, deps)


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
    return await _for_staff(outcome, who, deps)


@router.post("/{improvement_id}/steps", status_code=201)
async def take_step(deps: Deps, who: Caller, improvement_id: Id, body: schemas.StepBody) -> schemas.ImprovementForStaff:
    """Agree, decline, start, report progress, postpone, finish, drop, or link complaints."""
    wanted = StepRequest(
        improvement_id,
        body.action,
        body.reason,
        body.due_on,
        body.complaints,
        body.text,
        None if body.learning is None else learning_request(body.learning),
        body.number,
    )
    outcome = await improve.act(wanted, who, deps)
    if isinstance(outcome, Refusal):
        raise refused(outcome)
    return await _for_staff(outcome, who, deps)


async def _for_staff(record: Record, who: Principal, deps: Dependencies) -> schemas.ImprovementForStaff:
    learning = (await standings([record], who, deps)).get(record.improvement.id, ())
    sees_refused = bool(learning) and looks_after_learning(who, deps.city)
    refused_statements = await deps.statements.refused(record.improvement.id, MAX_REFUSED) if sees_refused else ()
    return views.staff_view(record, who, deps.city, learning, refused_statements)
