"""/v1/track/{code}: the complainant sees every step, and takes those that are theirs, from a reply to the survey."""

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.clients import client_address
from chassis.http.json_bodies import JsonRoute
from services.complaints.api import examples, views
from services.complaints.api.complainant_examples import COMPLAINANT_STEPPED, COMPLAINANT_STEPS
from services.complaints.api.dependencies import Deps, InLanguage
from services.complaints.api.outcomes import taken_or_problem
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.refusals import refused_in_words
from services.complaints.api.schemas.requests import ComplainantStep
from services.complaints.api.schemas.responses import SteppedAsComplainant, Tracked
from services.complaints.application.act import StepRequest, act
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import Found, Mistyped, NotFound
from services.complaints.by_code import Limited, find_by_code
from services.complaints.domain.refusals import Refusal
from services.complaints.questions import after_rating
from services.complaints.throttle import Throttle

router = APIRouter(prefix="/v1/track", tags=["complainants"], route_class=JsonRoute)

Code = Annotated[str, Path(description="the tracking code, typed in any way", examples=[examples.TRACKING_CODE])]
Action = Annotated[str, Path(description="one of the complaint's `possible_actions`", examples=["reply"])]
Body = Annotated[ComplainantStep | None, examples.in_body(COMPLAINANT_STEPS)]


@router.get("/{code}", responses=examples.in_answer(200, examples.TRACKED))
async def track(code: Code, http: Request, response: Response, deps: Deps, language: InLanguage) -> Tracked:
    """The complaint behind a tracking code, in plain words."""
    response.headers["Content-Language"] = language
    return views.tracked(await found_by_code(code, http, deps), deps.city, language)


@router.post("/{code}/actions/{action}", responses=examples.in_answer(200, COMPLAINANT_STEPPED))
async def act_as_complainant(
    code: Code, action: Action, http: Request, response: Response, deps: Deps, language: InLanguage, body: Body = None
) -> SteppedAsComplainant:
    """A step of the complainant: reply or comment (with `text`), confirm, reopen, withdraw, rate (with `stars`), or
    survey (with `scores`).
    """
    found, given = await found_by_code(code, http, deps), body or ComplainantStep()
    wanted = StepRequest(
        found.record.complaint.id,
        action,
        by=found.reader,
        trace=http.state.trace,
        **given.model_dump(exclude_none=True),
    )
    outcome = await act(wanted, deps)
    if isinstance(outcome, Refusal):
        raise refused_in_words(outcome, action, found, deps.city, language)
    response.headers["Content-Language"] = language
    taken = taken_or_problem(outcome)
    rating, possible = taken.complaint.rating, taken.possible_actions
    question = after_rating(rating, possible, language) if action == "rate" else None
    return views.stepped_as_complainant(taken, question)


async def found_by_code(code: str, http: Request, deps: Dependencies) -> Found:
    """The complaint with this tracking code; raises a problem when there is none, or when too many were tried."""
    throttle: Throttle = http.app.state.throttle
    found = await find_by_code(code, client_address(http), deps, throttle)
    if isinstance(found, Found):
        return found
    raise _wrong(found)


def _wrong(outcome: NotFound | Mistyped | Limited) -> Problem:
    """A slip is told as such, for its rule is public. Nothing else tells one code that does not exist from another."""
    match outcome:
        case Limited(seconds=seconds):
            return _too_many(seconds)
        case Mistyped():
            reason, remedy = "the code is mistyped", "compare it with the code you were given, letter by letter"
            fault = Fault("code", reason, remedy, "code_mistyped")
        case NotFound():
            fault = Fault(
                "code", "no complaint has this code", "compare it with the code you were given", "no_complaint"
            )
    return Problem("not-found", fault.reason, [fault])


def _too_many(seconds: float) -> Problem:
    reason, remedy = "too many wrong codes came from this address", "wait, then type the code again"
    fault = Fault("code", reason, remedy, "too_many_guesses")
    return Problem("too-many-guesses", fault.reason, [fault], {"Retry-After": str(ceil(seconds))})
