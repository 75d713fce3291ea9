"""Routes of pages: whatever goes wrong on them is told on a page, in the reader's language."""

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
from chassis.errors import TemporarilyUnavailable
from city.access import StaffRole
from web.problems import PageProblem, page_of_status, problem_page
from web.room import leave_room
from web.sessions import Session
from web.site import Reader, reader_of, site_of

log = logs.get(__name__)

_RETRY_S = 30


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
            except TemporarilyUnavailable as error:
                log.warning("unavailable", error=str(error))
                return problem_page(http, "unavailable", _RETRY_S)
            except RequestValidationError:
                return problem_page(http, "invalid")
            except HTTPException as error:
                return page_of_status(http, error.status_code)
            finally:
                await http.close()  # the files of its form
                leave_room(http)

        return handled


def to_sign_in(http: Request) -> Response:
    """The way to the sign-in, which complaints has. What a form had in it is not carried along."""
    wanted = f"{http.url.path}?{http.url.query}" if http.url.query else http.url.path
    path = f"/sign-in?next={quote(wanted)}" if http.method in ("GET", "HEAD") else "/sign-in"
    return lead_to(http, path)


def inside(path: str, otherwise: str = "/") -> str:
    """The path if it is one of this site, else `otherwise`: nobody can be led elsewhere by a link to us."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return path if is_ours and "\\" not in path and path.isprintable() else otherwise


def redirect(path: str) -> Response:
    """After a form: reloading the page that follows repeats nothing."""
    return RedirectResponse(path, 303)


def lead_to(http: Request, path: str) -> Response:
    """The same, where the path may be one of another service. What somebody has sent goes through `inside` before."""
    return redirect(site_of(http).hosts.link(path))


async def staff_of(http: Request, *roles: StaffRole) -> tuple[Reader, Session]:
    """Whoever is signed in, in one of these roles or in any; ends the request for everybody else."""
    reader = await reader_of(http)
    if reader.session is None:
        raise SignInNeeded
    if roles and reader.session.officer.role not in roles:
        raise PageProblem("not_allowed")
    return reader, reader.session
