"""/follow asks for a tracking code, /follow/{code} shows its complaint and takes the steps of its complainant."""

from typing import assert_never

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.application.act import Overtaken, StepOutcome, StepRequest, Taken, TakenBefore, act_once
from services.complaints.application.read import NotFound, NotYours
from services.complaints.domain.free_text import WrongText, proper_text
from services.complaints.domain.refusals import Refusal
from services.complaints.pages.citizen import photos
from services.complaints.pages.citizen.follow.found import FoundPage, Shown, ask_for_code, found_page
from services.complaints.pages.citizen.survey.form import ACTION as SURVEY
from services.complaints.pages.citizen.survey.form import answered_via, errors_of, scores_in
from services.complaints.pages.photos import MAX_REQUEST
from services.complaints.pages.site import site_of
from services.complaints.refusals import step_refused
from services.complaints.texts import of as texts_of
from web.forms import Form, checked_form
from web.problems import PageProblem
from web.routes import page_router, redirect
from web.site import reader_of
from web.visits import Visit, visit_in

_ASKED_TWICE = "withdraw"


def create_router() -> APIRouter:
    """The routes of the pages."""
    router = page_router()
    router.add_api_route("/follow", ask, methods=["GET", "HEAD"])
    router.add_api_route("/follow", look_up, methods=["POST"])
    router.add_api_route("/follow/{code}", show_complaint, methods=["GET", "HEAD"])
    router.add_api_route("/follow/{code}/actions/{action}", act, methods=["POST"])
    router.add_api_route("/follow/{code}/photos", add_photos, methods=["POST"])
    return router


async def ask(http: Request) -> Response:
    """The form for a code."""
    return ask_for_code(http, await reader_of(http))


async def look_up(http: Request) -> Response:
    """The way to the complaint with the code that was typed, in whatever way."""
    reader = await reader_of(http)
    form = await checked_form(http, reader)
    page = await found_page(form.text("code"), http, reader)
    return redirect(f"/follow/{page.code}") if isinstance(page, FoundPage) else page


async def show_complaint(code: str, http: Request) -> Response:
    """How the complaint stands; right after its filing its code, to be kept."""
    reader = await reader_of(http)
    page = await found_page(code, http, reader)
    if isinstance(page, Response):
        return page
    words = reader.words("follow")
    left_out = photos.in_words(
        photos.left_out_in(http.query_params.getlist("photo")), reader.language, reader.words("follow")
    )
    if http.query_params.get("new") == "1":
        return page.new(left_out)
    return page.page(Shown(left_out, words.done.get(http.query_params.get("done", ""), "")))


async def act(code: str, action: str, http: Request) -> Response:
    """A step of the complainant. It counts once, however often its form is sent."""
    reader = await reader_of(http)
    form = await checked_form(http, reader)
    visit = visit_in(form, http)
    page = await found_page(code, http, reader)
    if isinstance(page, Response):
        return page
    if action == _ASKED_TWICE and action in page.found.possible_actions and form.text("sure") != "1":
        return page.sure(form.text(f"{action}_reason"))
    try:
        wanted = _wanted(page, action, form, visit)
    except WrongText as error:
        reason, remedy = texts_of(reader.language).faults[error.code]
        return _again(page, action, form, f"{reason} {remedy}".format(**error.values))
    return await _answer(page, action, form, await act_once(wanted, site_of(http).deps))


async def add_photos(code: str, http: Request) -> Response:
    """Photos of the complainant; those that are not taken are named on the next page."""
    reader = await reader_of(http)
    form = await checked_form(http, reader, MAX_REQUEST)
    visit_in(form, http)
    page = await found_page(code, http, reader)
    if isinstance(page, Response):
        return page
    files = tuple(form.files(photos.FIELD))
    if not files:
        return page.page(Shown(errors={"photos": reader.words("follow").no_photo}, status=422))
    left_out = await photos.add_photos(files, page.found.record.complaint.id, page.found.reader, http)
    return redirect(
        photos.address(f"/follow/{page.code}", "done=photos" if len(left_out) < len(files) else "", left_out)
    )


def _wanted(page: FoundPage, action: str, form: Form, visit: Visit) -> StepRequest:
    """Each form has fields of its own, for all of them stand on one page."""
    text, stars = form.text(action), form.text("stars")
    return StepRequest(
        page.found.record.complaint.id,
        action,
        by=page.found.reader,
        reason=form.text(f"{action}_reason") or None,
        stars=int(stars) if action == "rate" and stars in ("1", "2", "3", "4", "5") else None,
        scores=scores_in(form) if action == SURVEY else None,
        via=answered_via(page.reader),
        text=proper_text(text) if text else None,
        once=f"page:{visit.nonce}:{action}",
        trace=page.http.state.trace,
    )


async def _answer(page: FoundPage, action: str, form: Form, outcome: StepOutcome | TakenBefore) -> Response:
    words = page.reader.words("follow")
    match outcome:
        case Taken() | TakenBefore():
            return redirect(f"/follow/{page.code}?done={action}")
        case Refusal():
            city = site_of(page.http).deps.city
            said = " ".join(step_refused(outcome, action, page.found, city, page.reader.language))
            if outcome.field is None:
                return page.page(Shown(notices=[said], typed=_typed(form), status=409))
            errors = errors_of(outcome, page.reader) or {_field_of(outcome.field, action): said}
            return page.page(Shown(errors=errors, typed=_typed(form), status=422))
        case Overtaken():
            return page.page(Shown(notices=[words.overtaken], typed=_typed(form), status=409))
        case NotFound() | NotYours():
            raise PageProblem("not_found")
    assert_never(outcome)


def _again(page: FoundPage, field: str, form: Form, said: str) -> Response:
    return page.page(Shown(errors={field: said}, typed=_typed(form), status=422))


def _field_of(field: str, action: str) -> str:
    return {"reason": f"{action}_reason", "text": action}.get(field, field)


def _typed(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in form.fields}
