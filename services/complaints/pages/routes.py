"""Routes of pages: whatever goes wrong on them is told on a page, in the reader's language."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from chassis import logs
from chassis.errors import StoreUnavailable
from chassis.http.context import MAX_BODY
from city.access import StaffRole
from services.complaints.attachments.scanner import ScannerUnavailable
from services.complaints.pages.frame import show
from services.complaints.pages.site import Reader, language_of, site_of
from services.complaints.sessions import Session

log = logs.get(__name__)

ROOM_WITHIN_S = 10.0
_RETRY_S = 30
_STATUS = {
    "not_found": 404,
    "not_allowed": 403,
    "form_expired": 403,
    "method": 405,
    "too_large": 413,
    "too_many": 429,
    "busy": 503,
    "unavailable": 503,
    "invalid": 400,
    "internal": 500,
}
_FOR_PROGRAMS = ("/v1/", "/open311/", "/assets/")
_KIND_OF_STATUS = {status: kind for kind, status in _STATUS.items() if kind != "form_expired"}


class PageProblem(Exception):
    """Ends a request with the page of this problem: a name under `problems` of the words of `frame`."""

    def __init__(self, kind: str, retry_s: int | None = None) -> None:
        super().__init__(kind)
        self.kind, self.retry_s = kind, retry_s


class SignInNeeded(Exception):
    """Ends a request with the sign-in, from which one comes back to where one wanted to go."""


def page_router() -> APIRouter:
    """A router for pages: they are no part of the API's description."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


class PageRoute(APIRoute):
    """Answers what is raised below it with a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with the pages of problems around it."""
        handle = super().get_route_handler()

        async def handled(http: Request) -> Response:
            try:
                return await handle(http)
            except SignInNeeded:
                return to_sign_in(http)
            except PageProblem as problem:
                return problem_page(http, problem.kind, problem.retry_s)
            except (StoreUnavailable, ScannerUnavailable) as error:
                log.warning("unavailable", error=str(error))
                return problem_page(http, "unavailable", _RETRY_S)
            except RequestValidationError:
                return problem_page(http, "invalid")
            except HTTPException as error:
                return problem_page(http, _KIND_OF_STATUS.get(error.status_code, "invalid"))
            finally:
                await http.close()  # the files of its form
                leave_room(http)

        return handled


async def take_room(http: Request) -> None:
    """Wait until a large form may come in: what is not read yet fills no disk. Ends a request that waits too long."""
    length = http.headers.get("content-length", "")
    if length.isdecimal() and int(length) <= MAX_BODY:
        return
    try:
        async with asyncio.timeout(ROOM_WITHIN_S):
            await site_of(http).room.acquire()
    except TimeoutError as error:
        raise PageProblem("busy", _RETRY_S) from error
    http.state.takes_room = True


def leave_room(http: Request) -> None:
    """The files of this request are gone."""
    if getattr(http.state, "takes_room", False):
        site_of(http).room.release()


def problem_page(http: Request, kind: str, retry_s: int | None = None) -> Response:
    """The page of a problem. It needs no store, and so says nothing of who is signed in."""
    reader = Reader(language_of(http))
    title, remedy = (reader.words("frame").problems[kind][name] for name in ("title", "remedy"))
    answer = show(http, reader, "notice.html", title, {"remedy": remedy.format(seconds=retry_s)}, _STATUS[kind])
    if retry_s is not None:
        answer.headers["Retry-After"] = str(retry_s)
    return answer


def page_of_nothing(http: Request) -> Response | None:
    """For a browser at an address that there is not; None for a program, which reads the refusal of the API."""
    is_program = http.url.path.startswith(_FOR_PROGRAMS) or "text/html" not in http.headers.get("accept", "")
    return None if is_program else problem_page(http, "not_found")


def to_sign_in(http: Request) -> Response:
    """The way to the sign-in; what a form had in it is not carried along."""
    wanted = f"{http.url.path}?{http.url.query}" if http.url.query else http.url.path
    return RedirectResponse(f"/sign-in?next={quote(wanted if http.method in ('GET', 'HEAD') else '/queue')}", 303)


def inside(path: str, otherwise: str = "/") -> str:
    """The path if it is one of this site, else `otherwise`: nobody can be led elsewhere by a link to us."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_ours and "\\" not in path and path.isprintable() else otherwise


def redirect(path: str) -> Response:
    """After a form: reloading the page that follows repeats nothing."""
    return RedirectResponse(path, 303)


async def reader_of(http: Request) -> Reader:
    """Whoever reads, signed in or not."""
    site = site_of(http)
    return Reader(language_of(http), await site.sessions.find(http.cookies, site.deps.clock()))


async def staff_of(http: Request, *roles: StaffRole) -> tuple[Reader, Session]:
    """Whoever is signed in, in one of these roles or in any; ends the request for everybody else."""
    reader = await reader_of(http)
    if reader.session is None:
        raise SignInNeeded
    if roles and reader.session.officer.role not in roles:
        raise PageProblem("not_allowed")
    return reader, reader.session
