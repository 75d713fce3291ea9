"""/v1/surveys: paper forms of the satisfaction survey, typed in by people of the city."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.json_bodies import JsonRoute
from services.improvements.api.dependencies import Caller, Deps
from services.improvements.application.enter import MAX_FORMS, enter
from services.improvements.domain.survey_answers import Entered, Form

router = APIRouter(prefix="/v1/surveys", tags=["satisfaction"], route_class=JsonRoute)


class FormBody(BaseModel):
    """A form. `number` is the form's own within its unit and quarter, `answered_on` its day as 2026-03-31.

    `scores` has a number from 1 to 4 under each of the nine elements: requirements, procedure, time, cost, product,
    competence, behaviour, complaint_handling, facilities.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: str = ""
    number: str = ""
    answered_on: str = ""
    category: str | None = None
    scores: dict[str, Any] = Field(default_factory=dict)


class FormsBody(BaseModel):
    """A batch of forms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    forms: Annotated[list[FormBody], Field(min_length=1, max_length=MAX_FORMS)]


class FaultView(BaseModel):
    """What is wrong with a field, and what to do about it."""

    field: str
    reason: str
    remedy: str


class FormResult(BaseModel):
    """What became of the form at this place, from 0. `known`: the same form was kept before."""

    position: int
    outcome: Entered
    errors: list[FaultView]


class FormResults(BaseModel):
    """What became of each form, in their order."""

    kept: int
    known: int
    refused: int
    results: list[FormResult]


@router.post("")
async def enter_forms(deps: Deps, who: Caller, body: FormsBody) -> FormResults:
    """Enter paper forms. Each one that is whole is kept, and nothing of the others; sending all again is harmless."""
    entered = await enter([Form(**each.model_dump()) for each in body.forms], who, deps)
    outcomes = [each.outcome for each in entered]
    return FormResults(
        kept=outcomes.count(Entered.KEPT),
        known=outcomes.count(Entered.KNOWN),
        refused=outcomes.count(Entered.REFUSED),
        results=[
            FormResult(
                position=position,
                outcome=each.outcome,
                errors=[
                    FaultView(field=fault.field or "form", reason=fault.reason, remedy=fault.remedy)
                    for fault in each.faults
                ],
            )
            for position, each in enumerate(entered)
        ],
    )
