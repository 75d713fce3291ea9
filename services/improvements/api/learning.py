"""/v1/learning: what is assigned to be learned, and what learning record stores say of who has finished it."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from pydantic import BaseModel
from starlette.requests import Request

from chassis.http.context import allow_body
from chassis.http.json_bodies import JsonRoute
from chassis.http.problems import Fault
from services.improvements.api import schemas, views
from services.improvements.api.dependencies import Caller, Deps
from services.improvements.api.problems import Problem, refused
from services.improvements.api.surveys import FaultView
from services.improvements.application.complete import MAX_STATEMENTS, Result, Taken, complete
from services.improvements.application.learning import LearningRequest
from services.improvements.application.progress import looks_after_learning, standings
from services.improvements.domain.learning.assigned import UnitPeople
from services.improvements.domain.learning.completing import Ignored
from services.improvements.domain.limits import not_allowed
from services.improvements.domain.refusals import Refusal

router = APIRouter(prefix="/v1/learning", tags=["learning"], route_class=JsonRoute)
MAX_BODY = 4 * 1024 * 1024
"""Bytes of a request: 500 statements with what learning systems add to them."""
MAX_PAGE = 50

Before = Annotated[datetime | None, Query(description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE)]


class StatementResult(BaseModel):
    """What became of the statement at this place, from 0. `known`: the same one came before. `reason` says why one
    that is right counts for nothing.
    """

    position: int
    outcome: Taken
    reason: Ignored | None
    errors: list[FaultView]


class StatementResults(BaseModel):
    """What became of each statement, in their order."""

    kept: int
    known: int
    ignored: int
    refused: int
    results: list[StatementResult]


class AssignedView(schemas.LearningView):
    """What an improvement action has assigned, with the action's id and its address."""

    improvement: str


class Assigned(BaseModel):
    """What is assigned, the improvement action that assigned last first; `next` leads to the page after it."""

    learning: list[AssignedView]
    next: datetime | None


async def _allow_many(request: Request) -> None:
    allow_body(request.scope["state"], MAX_BODY)


Statements = Annotated[
    dict[str, Any] | list[Any],
    Body(description=f"one statement of xAPI 1.0.3, or a list of up to {MAX_STATEMENTS}"),
]


@router.post("/statements", dependencies=[Depends(_allow_many)])
async def take_statements(deps: Deps, who: Caller, body: Statements) -> StatementResults:
    """Say who has finished what, as learning record stores say it. Each statement has an outcome of its own, and
    sending all again is harmless. Of a learner only a keyed hash is kept.
    """
    statements = body if isinstance(body, list) else [body]
    if not 1 <= len(statements) <= MAX_STATEMENTS:
        fault = Fault("body", f"there are {len(statements)} statements", f"send 1 to {MAX_STATEMENTS} at once")
        raise Problem("invalid-fields", fault.reason, [fault])
    results = await complete(statements, who, deps)
    if isinstance(results, Refusal):
        raise refused(results)
    outcomes = [each.outcome for each in results]
    return StatementResults(
        **{each.value: outcomes.count(each) for each in Taken},
        results=[_result(position, each) for position, each in enumerate(results)],
    )


@router.get("/assigned")
async def list_assigned(deps: Deps, who: Caller, before: Before = None, limit: Limit = MAX_PAGE) -> Assigned:
    """What is to be learned and how far it is, for who looks after learning."""
    if not looks_after_learning(who, deps.city):
        raise refused(not_allowed("record_learning", "Authorization"))
    found = await deps.improvements.with_learning(before, limit)
    learning = await standings(found, who, deps)
    return Assigned(
        learning=[
            AssignedView(**each.model_dump(), improvement=record.improvement.id)
            for record in found
            for each in views.learning_views(record, learning[record.improvement.id], deps.city)
        ],
        next=found[-1].improvement.learning[-1].assigned_at if len(found) == limit else None,
    )


def learning_request(body: schemas.LearningBody) -> LearningRequest:
    """What a body says of learning, as the use case takes it."""
    units = tuple(UnitPeople(each.unit, each.people) for each in body.units)
    return LearningRequest(body.activity, body.title, units)


def _result(position: int, result: Result) -> StatementResult:
    faults = [
        FaultView(field=fault.field or "statement", reason=fault.reason, remedy=fault.remedy) for fault in result.faults
    ]
    return StatementResult(position=position, outcome=result.outcome, reason=result.reason, errors=faults)
