"""/v1/track/{code}: the complainant sees every step, and answers, confirms, reopens or withdraws."""

import time

from fastapi import APIRouter
from starlette.requests import Request

from contracts.values import ActorKind
from services.complaints.api import views
from services.complaints.api.acting import changed_meanwhile, named_action, take
from services.complaints.api.dependencies import Dependencies, InLanguage, Needs, about
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.requests import ComplainantStep
from services.complaints.api.schemas.responses import Stepped, Tracked
from services.complaints.domain.lifecycle import THE_COMPLAINANT, Step
from services.complaints.record import Record

router = APIRouter(prefix="/v1/track", tags=["complainants"])

_ATTEMPTS = 3
"""A complainant names no version, so a step that was overtaken is decided anew on what it then finds."""


@router.get("/{code}")
async def track(code: str, http: Request, desk: Needs, language: InLanguage) -> Tracked:
    """The complaint behind a tracking code, in plain words."""
    return views.tracked(await _found(code, http, desk), desk.city, language)


@router.post("/{code}/actions/{action}")
async def act_as_complainant(
    code: str, action: str, http: Request, desk: Needs, body: ComplainantStep | None = None
) -> Stepped:
    """A step of the complainant: reply (with `text`), confirm, reopen or withdraw."""
    wanted, given = named_action(action, ActorKind.COMPLAINANT), body or ComplainantStep()
    record = await _found(code, http, desk)
    if wanted.name == "reply" and given.text is None:
        fault = Fault("text", "a reply needs it", "write what the unit asked for")
        raise Problem("invalid-fields", "nothing was changed, because of: text", [fault])
    step = Step(wanted, THE_COMPLAINANT, given.reason, trace=http.state.trace)
    for _ in range(_ATTEMPTS):
        after = await take(record.complaint, step, desk, text=given.text)
        if after is not None:
            return views.stepped(after, ActorKind.COMPLAINANT)
        record = await _found(code, http, desk)
    raise changed_meanwhile()


async def _found(code: str, http: Request, desk: Dependencies) -> Record:
    client, now = http.client.host if http.client else "unknown", time.monotonic()
    if (pause := desk.throttle.blocked_for(client, now)) > 0:
        fault = Fault("code", "too many wrong codes came from this address", "wait, then type the code again")
        raise Problem("too-many-throttle", fault.reason, [fault], {"Retry-After": str(int(pause) + 1)})
    digest = desk.codes.digest(code)
    record = await desk.store.by_tracking(digest) if digest else None
    if record is None:
        desk.throttle.wrong(client, now)
        fault = Fault("code", "no complaint has this code", "compare it with the code you were given")
        raise Problem("not-found", fault.reason, [fault])
    about(record.complaint.id)
    return record
