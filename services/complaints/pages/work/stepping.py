"""POST below /complaints/{id}: a step, or photos. What changes nothing shows the complaint with what was typed."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.access import principal_of
from services.complaints.application.act import Overtaken, StepOutcome, StepRequest, TakenBefore, act_on_seen
from services.complaints.application.attach import Attached
from services.complaints.application.read import Found, NotFound, NotYours
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.attachments import Phase
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import may_see
from services.complaints.pages.photos import MAX_REQUEST, add_photos, why_not
from services.complaints.pages.site import site_of
from services.complaints.pages.work import refused
from services.complaints.pages.work.complaint import PATH, Trouble, complaint_page, found_or_none
from services.complaints.pages.work.overtaken import changes_since
from services.complaints.pages.work.seen import Seen, read_seen
from services.complaints.pages.work.step_form import Entered, once_of, read_step
from services.complaints.pages.work.step_view import Begun
from services.complaints.pages.work.steps import Situation
from web.done import Done, address_after
from web.forms import Form, checked_form
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.sessions import Session
from web.site import Reader

_ACTION = PATH + "/actions/{action}"
_PHOTOS = f"{PATH}/photos"


def create_router() -> APIRouter:
    """The routes; asked for with GET, as a change of the language does, they lead back to the complaint."""
    router = page_router()
    router.add_api_route(_ACTION, take_step, methods=["POST"])
    router.add_api_route(_PHOTOS, add, methods=["POST"])
    for path in (_ACTION, _PHOTOS):
        router.add_api_route(path, lead_back, methods=["GET", "HEAD"])
    return router


async def lead_back(http: Request, complaint_id: str) -> Response:
    """To the complaint."""
    return redirect(f"{_address(complaint_id)}?{http.url.query}" if http.url.query else _address(complaint_id))


async def take_step(http: Request, complaint_id: str, action: str) -> Response:
    """Take a step on the complaint as it was seen."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    found = await found_or_none(complaint_id, session, http)
    version = read_seen(form.text("seen"))
    if action not in ACTIONS:
        raise PageProblem("not_found")
    if version is None:
        raise PageProblem("invalid")
    entered = read_step(form, ACTIONS[action], _situation(found, reader, http))
    begun = Begun(action, entered.typed, entered.errors)
    if entered.errors:
        trouble = Trouble(422, reader.words("work").nothing_done, begun=begun)
        return await complaint_page(http, reader, found, begun, trouble)
    wanted = _request(found, session, action, version, entered, form, http)
    outcome = await act_on_seen(wanted, site_of(http).deps)
    return await _answer(outcome, begun, version, session, reader, http, complaint_id)


def _request(
    found: Found, session: Session, action: str, version: Seen, entered: Entered, form: Form, http: Request
) -> StepRequest:
    return StepRequest(
        found.record.complaint.id,
        action,
        by=principal_of(session.officer),
        versions=frozenset({version.version}),
        once=once_of(form, entered),
        trace=http.state.trace,
        **entered.given,
    )


async def _answer(
    outcome: StepOutcome | TakenBefore,
    begun: Begun,
    version: Seen,
    session: Session,
    reader: Reader,
    http: Request,
    complaint_id: str,
) -> Response:
    match outcome:
        case Refusal():
            return await _refused(outcome, begun, session, reader, http, complaint_id)
        case Overtaken():
            return await _overtaken(begun, version, session, reader, http, complaint_id)
        case NotFound() | NotYours():
            raise PageProblem("not_found")
    return redirect(_after(outcome.complaint, begun.action, session, reader, http))


def _after(complaint: Complaint, action: str, session: Session, reader: Reader, http: Request) -> str:
    """Where to go on: whoever has passed a complaint on does not see it any more."""
    is_seen = may_see(principal_of(session.officer), complaint, site_of(http).deps.city)
    path, done = (_address(complaint.id), action) if is_seen else ("/queue", "passed_on")
    return address_after(path, Done(done), reader, http)


async def _refused(
    refusal: Refusal, begun: Begun, session: Session, reader: Reader, http: Request, complaint_id: str
) -> Response:
    """The reason stands at the field at fault as well, if there is one."""
    words = reader.words("work")
    found = await found_or_none(complaint_id, session, http)
    said = refused.in_words(refusal, words)
    errors = {refusal.field: said} if refusal.field else {}
    begun = Begun(begun.action, begun.typed, errors)
    trouble = Trouble(refused.status_of(refusal), words.nothing_done, (said,), begun)
    return await complaint_page(http, reader, found, begun, trouble)


async def _overtaken(
    begun: Begun, version: Seen, session: Session, reader: Reader, http: Request, complaint_id: str
) -> Response:
    """Who changed what, and how the complaint stands now."""
    words, deps = reader.words("work"), site_of(http).deps
    found = await found_or_none(complaint_id, session, http)
    changes = changes_since(
        version, found.record, principal_of(session.officer), deps.city, reader.language, words, deps.clock()
    )
    said = (*(changes or (words.overtaken.unknown,)), words.overtaken.remedy)
    return await complaint_page(http, reader, found, begun, Trouble(409, words.overtaken.title, said, begun))


async def add(http: Request, complaint_id: str) -> Response:
    """Add photos or documents, all of a form or none."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader, MAX_REQUEST)
    found = await found_or_none(complaint_id, session, http)
    if form.text("phase") not in set(Phase):
        raise PageProblem("invalid")
    phase, who = Phase(form.text("phase")), principal_of(session.officer)
    outcome = await add_photos(tuple(form.files("file")), phase, found.record.complaint.id, who, http)
    if isinstance(outcome, Attached):
        return redirect(address_after(_address(complaint_id), Done("photos"), reader, http))
    if isinstance(outcome, NotFound | NotYours):
        raise PageProblem("not_found")
    words = reader.words("work")
    if isinstance(outcome, Refusal):
        status, said = refused.status_of(outcome), refused.in_words(outcome, words)
    else:
        status, said = 422, why_not(outcome, reader.language) or words.errors.file
    again = await found_or_none(complaint_id, session, http)
    return await complaint_page(http, reader, again, Begun("photos"), Trouble(status, words.nothing_done, (said,)))


def _situation(found: Found, reader: Reader, http: Request) -> Situation:
    deps = site_of(http).deps
    words, complaint = reader.words("work"), found.record.complaint
    return Situation(found.reader, deps.city, reader.language, words, deps.clock(), complaint)


def _address(complaint_id: str) -> str:
    return f"/complaints/{quote(complaint_id, safe='')}"
