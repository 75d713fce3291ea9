"""What follows a sign-in, whichever way it was made: the session's cookie, and the page to go to."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from city.access import StaffRole
from services.complaints.pages.site import site_of
from web.routes import inside, lead_to
from web.sessions import LASTS

START: Mapping[StaffRole, str] = {
    StaffRole.OFFICER: "/queue",
    StaffRole.TRIAGE: "/triage",
    StaffRole.UNIT_HEAD: "/overview",
    StaffRole.LEADER: "/overview",
    StaffRole.AUDITOR: "/queue",
    StaffRole.BUREAU: "/improvements",
}
"""Where the work of a role begins, at this service or at another one of the same host."""


async def signed_in(http: Request, cookie: str, role: StaffRole, wanted: str) -> Response:
    """The way to what somebody wanted before, with the new session. One that this browser had before is over."""
    sessions = site_of(http).sessions
    await sessions.end(http.cookies)
    answer = lead_to(http, inside(wanted, START[role]))
    lasts = int(LASTS.total_seconds())
    answer.set_cookie(
        sessions.cookie_name, cookie, lasts, path="/", secure=sessions.is_secure, httponly=True, samesite="lax"
    )
    return answer


def sign_in_path(wanted: str, path: str = "/sign-in") -> str:
    """The address of the sign-in, or of a page below it, from which one comes to what one wanted."""
    kept = inside(wanted, "")
    return f"{path}?next={quote(kept, safe='/')}" if kept else path
