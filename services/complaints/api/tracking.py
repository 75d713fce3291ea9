"""/v1/track/{code}: the complainant sees every step, and answers, comments, confirms, reopens, withdraws or rates."""

from math import ceil
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.json_bodies import JsonRoute
from contracts.events import ComplaintRated
from services.complaints import texts
from services.complaints.api import examples, views
from services.complaints.api.dependencies import Deps, InLanguage
from services.complaints.api.outcomes import taken_or_problem
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.refusals import refused_in_words
from services.complaints.api.schemas.requests import ComplainantStep
from services.complaints.api.schemas.responses import SteppedAsComplainant, Tracked
from services.complaints.application.act import StepRequest, Taken, act
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import Found, Mistyped, NotFound
from services.complaints.application.read import track as find
from services.complaints.clients import client_address
from services.complaints.domain.refusals import Refusal
from services.complaints.throttle import Throttle

router = APIRouter(prefix="/v1/track", tags=["complainants"], route_class=JsonRoute)

Code = Annotated[str, Path(description="the tracking code, typed in any way", examples=[examples.TRACKING_CODE])]
Action = Annotated[str, Path(description="one of the complaint's `possible_actions`", examples=["reply"])]
Body = Annotated[ComplainantStep | None, examples.in_body(examples.COMPLAINANT_STEPS)]


@router.get("/{code}", responses=examples.in_answer(200, examples.TRACKED))
async def track(code: Code, http: Request, response: Response, deps: Deps, language: InLanguage) -> Tracked:
    """The complaint behind a tracking code, in plain words."""
    response.headers["Content-Language"] = language
    return views.tracked(await found_by_code(code, http, deps), deps.city, language)


@router.post("/{code}/actions/{action}", responses=examples.in_answer(200, examples.COMPLAINANT_STEPPED))
async def act_as_complainant(
    code: Code, action: Action, http: Request, response: Response, deps: Deps, language: InLanguage, body: Body = None
) -> SteppedAsComplainant:
    """A step of the complainant: reply or comment (with `text`), confirm, reopen, withdraw or rate (with `stars`)."""
    found, given = await found_by_code(code, http, deps), body or ComplainantStep()
    wanted = StepRequest(
        found.record.complaint.id,
        action,
        by=found.reader,
        trace=http.state.trace,
        **dict(given),
    )
    outcome = await act(wanted, deps)
    if isinstance(outcome, Refusal):
        raise refused_in_words(outcome, action, found, deps.city, language)
    response.headers["Content-Language"] = language
    taken = taken_or_problem(outcome)
    return views.stepped_as_complainant(taken, _question(taken, language) if action == "rate" else None)


def _question(taken: Taken, language: str) -> str | None:
    """Whoever was not helped is asked whether to go on."""
    rating = taken.complaint.rating
    is_low = rating is not None and rating <= ComplaintRated.LOW_STARS
    return texts.of(language).questions["after_low_rating"] if is_low and "reopen" in taken.possible_actions else None


async def found_by_code(code: str, http: Request, deps: Dependencies) -> Found:
    """The complaint with this tracking code; raises a problem when there is none, or when too many were tried."""
    throttle: Throttle = http.app.state.throttle
    address, now = client_address(http), deps.clock()
    _refuse_for(await throttle.before(address, code, now))
    found = await find(code, deps)
    if isinstance(found, Found):
        return found
    _refuse_for(await throttle.after_wrong(address, code, now))
    raise _wrong(found)


def _wrong(outcome: NotFound | Mistyped) -> Problem:
    """A slip is told as such, for its rule is public. Nothing else tells one code that does not exist from another."""
    match outcome:
        case Mistyped():
            reason, remedy = "the code is mistyped", "compare it with the code you were given, letter by letter"
            fault = Fault("code", reason, remedy, "code_mistyped")
        case NotFound():
            fault = Fault(
                "code", "no complaint has this code", "compare it with the code you were given", "no_complaint"
            )
    return Problem("not-found", fault.reason, [fault])


def _refuse_for(seconds: float) -> None:
    if seconds:
        reason, remedy = "too many wrong codes came from this address", "wait, then type the code again"
        fault = Fault("code", reason, remedy, "too_many_guesses")
        raise Problem("too-many-guesses", fault.reason, [fault], {"Retry-After": str(ceil(seconds))})
