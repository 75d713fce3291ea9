"""/l/{token}: the page behind the link of a message. Only POST acts: mail scanners follow links.

The link is what its holder is known by: nobody signs in, and there is no cookie that another site could use. Wrong
links are not slowed down as wrong tracking codes are: nobody guesses the 256 bits of a signature.
"""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from chassis import logs
from contracts.links import OF_MESSAGES, Link, LinkExpired, LinkForged, LinkKey
from contracts.links import read as read_link
from services.complaints import texts
from services.complaints.application.messages import Promise, Told, take_on, told_by
from services.complaints.pages.message import view
from services.complaints.pages.message.form import Entered
from services.complaints.pages.message.opened import Asked, Opened
from services.complaints.pages.site import Site
from services.complaints.store import StoreUnavailable
from web.frame import show
from web.site import anybody, language_of

log = logs.get(__name__)

_RETRY_S = 30
_GONE, _NOT_FOUND, _NOT_ALLOWED, _UNAVAILABLE = 410, 404, 405, 503


def create_router(site: Site, keys: Sequence[LinkKey]) -> APIRouter:
    """The routes of the pages; without keys every link is answered with what to do instead."""
    router, pages = APIRouter(), LinkPages(site, keys)
    router.add_api_route("/l/{token}", pages.show, methods=["GET", "HEAD"], include_in_schema=False)
    router.add_api_route("/l/{token}", pages.take_on, methods=["POST"], include_in_schema=False)
    return router


class LinkPages:
    """Answers each request for a link with a page, also when the store is unavailable."""

    def __init__(self, site: Site, keys: Sequence[LinkKey]) -> None:
        self._deps, self._keys = site.deps, tuple(keys)

    async def show(self, token: str, http: Request) -> Response:
        """How the complaints of the message stand, with the form for those that can be taken on. Only reads."""
        asked = self._asked(http)
        link = self._link(token, asked, http)
        if isinstance(link, Response):
            return link
        try:
            told = await told_by(link, self._deps)
        except StoreUnavailable as error:
            return self._unavailable(asked, error, http)
        return self._message(self._opened(link, told, asked), http)

    async def take_on(self, token: str, http: Request) -> Response:
        """Take on what was chosen; asked for again, it says what was done before."""
        asked = self._asked(http)
        link = self._link(token, asked, http)
        if isinstance(link, Response):
            return link
        if link.purpose != "acknowledge":
            return self._notice(asked, http, _NOT_ALLOWED, "read_only")
        body = await http.body()
        try:
            opened = self._opened(link, await told_by(link, self._deps), asked)
            entered = opened.entered(body)
            if entered.errors:
                return self._message(opened, http, entered, 422)
            return await self._taken_on(opened, entered, http)
        except StoreUnavailable as error:
            return self._unavailable(asked, error, http)

    async def _taken_on(self, opened: Opened, entered: Entered, http: Request) -> Response:
        deps, asked = self._deps, opened.asked
        chosen = [each for each in opened.told if each.id in entered.chosen]
        open_ones = [each for each in chosen if each.can_be_taken_on]
        outcomes = await take_on(opened.link, open_ones, Promise(entered.day, entered.note, http.state.trace), deps)
        results = [
            view.result(opened.row(told), told, outcome, deps.city, asked.language) for told, outcome in outcomes
        ]
        results += [view.not_any_more(opened.row(each)) for each in chosen if not each.can_be_taken_on]
        words = texts.of(asked.language).pages
        is_done = any(each.is_done for each in results)
        title = words.result_title if is_done else words.result_none_title
        values = {"results": results, "words": words, "page": asked.page}
        return show(http, anybody(http, asked.language), "message/result.html", title, values, 200 if is_done else 409)

    def _link(self, token: str, asked: Asked, http: Request) -> Link | Response:
        if not self._keys:
            return self._notice(asked, http, _NOT_FOUND, "switched_off")
        try:
            return read_link(token, self._keys, OF_MESSAGES, self._deps.clock())
        except LinkExpired:
            return self._notice(asked, http, _GONE, "expired")
        except LinkForged as error:
            log.info("link refused", reason=str(error))
            return self._notice(asked, http, _NOT_FOUND, "incomplete")

    def _message(self, opened: Opened, http: Request, entered: Entered | None = None, status: int = 200) -> Response:
        reader = anybody(http, opened.asked.language)
        words = texts.of(reader.language).pages
        title = words.title_acknowledge if opened.link.purpose == "acknowledge" else words.title_read
        return show(http, reader, "message/message.html", title, {"words": words, **opened.values(entered)}, status)

    def _notice(self, asked: Asked, http: Request, status: int, name: str) -> Response:
        title, remedy = getattr(texts.of(asked.language).pages, name)
        return show(http, anybody(http, asked.language), "notice.html", title, {"remedy": remedy}, status)

    def _unavailable(self, asked: Asked, error: StoreUnavailable, http: Request) -> Response:
        log.warning("store unavailable", error=str(error))
        answer = self._notice(asked, http, _UNAVAILABLE, "unavailable")
        answer.headers["Retry-After"] = str(_RETRY_S)
        return answer

    def _opened(self, link: Link, told: Sequence[Told], asked: Asked) -> Opened:
        return Opened(link, tuple(told), asked, self._deps.city, self._deps.clock())

    def _asked(self, http: Request) -> Asked:
        return Asked.of(http.query_params, language_of(http))
