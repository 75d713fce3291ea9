"""GET /file begins a complaint, POST /file takes it a step further, and at last files it or lets somebody join one."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from math import ceil
from typing import assert_never

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.clients import client_address
from services.complaints.application.file import Filed, FilingOutcome, KeyReused, Replayed, file
from services.complaints.application.filing_request import FilingRequest, key_of
from services.complaints.application.join import join
from services.complaints.application.read import NotFound, NotYours
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, THE_FOLLOWER
from services.complaints.pages.citizen import photos
from services.complaints.pages.citizen.file.entered import Entered
from services.complaints.pages.citizen.file.hints import joining, similar_ones
from services.complaints.pages.citizen.file.search import CategorySearch
from services.complaints.pages.citizen.file.steps import Step
from services.complaints.pages.photos import MAX_REQUEST
from services.complaints.pages.site import Site
from web.forms import Form, checked_form
from web.routes import page_router, redirect
from web.site import reader_of
from web.visits import begin_visit, visit_in

MIN_OPEN = timedelta(seconds=2)
"""Nobody fills in the form so quickly: who seems to is asked once more."""


def create_router(site: Site) -> APIRouter:
    """The routes of the page."""
    router, pages = page_router(), FilingPages(site)
    router.add_api_route("/file", pages.begin, methods=["GET", "HEAD"])
    router.add_api_route("/file", pages.go_on, methods=["POST"])
    return router


class FilingPages:
    """Answers each step. Only `send` and `join` change anything."""

    def __init__(self, site: Site) -> None:
        self._site, city = site, site.deps.city
        self._search = CategorySearch(city.categories.values(), city.words)
        self._ways: Mapping[str, Callable[[Step, Form], Awaitable[Response]]] = {
            "search": self._find,
            "choose": self._choose,
            "about": self._back_to_categories,
            "details": self._back_to_details,
            "review": self._look_over,
            "join": self._join,
            "send": self._send,
        }

    async def begin(self, http: Request) -> Response:
        """An empty form."""
        return Step(http, await reader_of(http), Entered(), begin_visit(http)).about()

    async def go_on(self, http: Request) -> Response:
        """The step that the button asks for: each has the name of one of the ways."""
        reader = await reader_of(http)
        form = await checked_form(http, reader, MAX_REQUEST)
        step = Step(http, reader, Entered.of(form, self._site.deps.city), visit_in(form, http))
        way = next((way for name, way in self._ways.items() if name in form.fields), self._find)
        return await way(step, form)

    async def _find(self, step: Step, form: Form) -> Response:
        return step.about(self._search.best(step.entered.words) if step.entered.words else None)

    async def _choose(self, step: Step, form: Form) -> Response:
        entered = step.entered.choosing(form.text("choose"), self._site.deps.city)
        return Step(step.http, step.reader, entered, step.visit).details()

    async def _back_to_categories(self, step: Step, form: Form) -> Response:
        return step.about()

    async def _back_to_details(self, step: Step, form: Form) -> Response:
        return step.details()

    async def _look_over(self, step: Step, form: Form) -> Response:
        if errors := self._errors(step):
            return step.details(errors)
        return await self._review(step)

    async def _send(self, step: Step, form: Form) -> Response:
        if errors := self._errors(step):
            return step.details(errors)
        wanted = _wanted(step)
        return await self._not_yet(step, wanted) or await self._answer(step, form, await file(wanted, self._site.deps))

    async def _join(self, step: Step, form: Form) -> Response:
        if errors := self._errors(step):
            return step.details(errors)
        wanted = await joining(_wanted(step), form.text("join"), self._site)
        if wanted is None:
            return await self._review(step, step.reader.words("file").notices["not_open"], 409)
        return await self._not_yet(step, wanted) or await self._answer(step, form, await join(wanted, self._site.deps))

    def _errors(self, step: Step) -> dict[str, str]:
        return step.entered.errors(self._site.deps.city, step.reader.words("file"))

    async def _review(self, step: Step, notice: str = "", status: int = 200) -> Response:
        return step.review(await similar_ones(_wanted(step), self._site), notice, status)

    async def _not_yet(self, step: Step, wanted: FilingRequest) -> Response | None:
        """The last step once more, for whoever is too quick, or one of too many; None for everybody else.

        Who sends the same again is answered as before, and not counted.
        """
        site, notices = self._site, step.reader.words("file").notices
        if step.visit.open_for < MIN_OPEN:
            return await self._review(step, notices.too_quick)
        if await site.deps.store.has_request(wanted.channel, key_of(wanted) or ""):
            return None
        seconds = await site.filings.before(client_address(step.http), site.deps.clock())
        if not seconds:
            return None
        minutes = ceil(seconds / 60)
        said = notices.too_many_one if minutes == 1 else notices.too_many.format(minutes=minutes)
        answer = await self._review(step, said, 429)
        answer.headers["Retry-After"] = str(ceil(seconds))
        return answer

    async def _answer(self, step: Step, form: Form, outcome: FilingOutcome | NotFound | NotYours) -> Response:
        notices = step.reader.words("file").notices
        match outcome:
            case Filed() | Replayed():
                return redirect(await _done(step, form, outcome))
            case KeyReused():
                return await self._review(step.with_visit(begin_visit(step.http)), notices.reused, 409)
            case NotFound() | NotYours() | Refusal():
                return await self._review(step, notices.refused, 409)
        assert_never(outcome)


def _wanted(step: Step) -> FilingRequest:
    """What is filed. It is in the language in which the form was read."""
    words = step.reader.words("file")
    return step.entered.request(step.visit, step.reader.language, words, step.http.state.trace)


async def _done(step: Step, form: Form, filed: Filed | Replayed) -> str:
    """The address of the page that says so, once the photos are added: whatever is wrong with them, it is filed."""
    by = THE_FOLLOWER if filed.complaint.is_follower else THE_COMPLAINANT
    left_out = await photos.add_photos(form.files(photos.FIELD), filed.complaint.id, by, step.http)
    return photos.address(f"/follow/{filed.tracking_code}", "new=1", left_out)
