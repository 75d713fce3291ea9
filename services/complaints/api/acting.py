"""POST /v1/complaints/{id}/actions/{action}: an officer works on a complaint of the own unit."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.requests import Request
from starlette.responses import Response

from contracts.codec import encode
from contracts.values import Actor, ActorKind
from services.complaints import metrics
from services.complaints.api import views
from services.complaints.api.dependencies import CallingOfficer, Dependencies, Needs, etag
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.reading import readable
from services.complaints.api.schemas.requests import OfficerStep
from services.complaints.api.schemas.responses import Stepped
from services.complaints.domain.actions import ACTIONS, Action, actions_of
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import Step, act
from services.complaints.record import Remark

router = APIRouter(tags=["officers"])

SOURCE = "complaints"


@router.post("/v1/complaints/{complaint_id}/actions/{action}")
async def act_on_complaint(
    complaint_id: str,
    action: str,
    http: Request,
    response: Response,
    desk: Needs,
    officer: CallingOfficer,
    if_match: Annotated[str | None, Header(description="the ETag of the version you have read")] = None,
    body: OfficerStep | None = None,
) -> Stepped:
    """Take a step. It is kept with its event in one write, or refused with the reason; nothing in between."""
    wanted, given = named_action(action, ActorKind.OFFICER), body or OfficerStep()
    record = await readable(complaint_id, desk, officer)
    check_version(if_match, record.complaint)
    check_unit(given.to_unit, desk)
    actor = Actor(kind=ActorKind.OFFICER, id=officer.id, unit=officer.unit)
    step = Step(wanted, actor, given.reason, given.to_unit, http.state.trace)
    after = await take(record.complaint, step, desk, note=given.note, message=given.message)
    if after is None:
        raise changed_meanwhile()
    response.headers["ETag"] = etag(after.version)
    return views.stepped(after, ActorKind.OFFICER)


async def take(
    before: Complaint,
    step: Step,
    desk: Dependencies,
    note: str | None = None,
    message: str | None = None,
    text: str | None = None,
) -> Complaint | None:
    """Take the step and keep it; None when the complaint was changed meanwhile. Raises `Refused`."""
    now = desk.clock()
    after, event = act(before, step, now, desk.city.triage_unit)
    remark = Remark(after.seq, note, message, text) if note or message or text else None
    if not await desk.store.advance(before, after, encode(event, SOURCE), now, remark):
        metrics.actions.labels(step.action.name, "overtaken").inc()
        return None
    metrics.actions.labels(step.action.name, "taken").inc()
    desk.wake()
    return after


def named_action(name: str, kind: ActorKind) -> Action:
    """The action of this name; raises the problem `not-found` when there is none."""
    if name not in ACTIONS:
        known = ", ".join(actions_of(kind))
        raise Problem(
            "not-found", "there is no such action", [Fault("action", "it is not known", f"use one of: {known}")]
        )
    return ACTIONS[name]


def check_version(if_match: str | None, complaint: Complaint) -> None:
    """Return when the caller has seen the complaint as it is now; else a problem that says how to go on."""
    if if_match is None:
        fault = Fault("If-Match", "it is missing", "read the complaint and send its ETag")
        raise Problem("precondition-required", "an action has to name the version it is meant for", [fault])
    if etag(complaint.version) not in [tag.strip() for tag in if_match.split(",")]:
        raise changed_meanwhile()


def check_unit(unit: str | None, desk: Dependencies) -> None:
    """Return when the city has the unit, or none is named."""
    if unit is not None and unit not in desk.city.units:
        fault = Fault("to_unit", "the city has no such unit", "GET /v1/units lists them")
        raise Problem("invalid-fields", "nothing was changed, because of: to_unit", [fault])


def changed_meanwhile() -> Problem:
    """The complaint is no longer as the caller saw it."""
    fault = Fault("If-Match", "this version is not the current one", "read the complaint again and decide anew")
    return Problem("changed-meanwhile", fault.reason, [fault])
