"""/v1/track/{code}: the complainant sees every step, and answers, confirms, reopens or withdraws."""

import time
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request

from services.complaints.api import examples, views
from services.complaints.api.dependencies import Deps, InLanguage
from services.complaints.api.outcomes import taken_or_problem
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.requests import ComplainantStep
from services.complaints.api.schemas.responses import Stepped, Tracked
from services.complaints.application.act import StepRequest, act
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import Found, NotFound
from services.complaints.application.read import track as find
from services.complaints.throttle import Throttle

router = APIRouter(prefix="/v1/track", tags=["complainants"])

Code = Annotated[str, Path(description="the tracking code, typed in any way", examples=[examples.TRACKING_CODE])]
Action = Annotated[str, Path(description="one of the complaint's `possible_actions`", examples=["reply"])]
Body = Annotated[ComplainantStep | None, examples.in_body(examples.COMPLAINANT_STEPS)]


@router.get("/{code}", responses=examples.in_answer(200, examples.TRACKED))
async def track(code: Code, http: Request, deps: Deps, language: InLanguage) -> Tracked:
    """The complaint behind a tracking code, in plain words."""
    return views.tracked(await _found(code, http, deps), deps.city, language)


@router.post("/{code}/actions/{action}", responses=examples.in_answer(200, examples.COMPLAINANT_STEPPED))
async def act_as_complainant(code: Code, action: Action, http: Request, deps: Deps, body: Body = None) -> Stepped:
    """A step of the complainant: reply (with `text`), confirm, reopen or withdraw."""
    found, given = await _found(code, http, deps), body or ComplainantStep()
    wanted = StepRequest(
        found.record.complaint.id,
        action,
        by=found.reader,
        trace=http.state.trace,
        **dict(given),
    )
    return views.stepped(taken_or_problem(await act(wanted, deps)))


async def _found(code: str, http: Request, deps: Dependencies) -> Found:
    throttle: Throttle = http.app.state.throttle
    client, now = http.client.host if http.client else "unknown", time.monotonic()
    if (pause := throttle.blocked_for(client, now)) > 0:
        fault = Fault("code", "too many wrong codes came from this address", "wait, then type the code again")
        raise Problem("too-many-guesses", fault.reason, [fault], {"Retry-After": str(int(pause) + 1)})
    found = await find(code, deps)
    if isinstance(found, NotFound):
        throttle.wrong(client, now)
        fault = Fault("code", "no complaint has this code", "compare it with the code you were given")
        raise Problem("not-found", fault.reason, [fault])
    return found
