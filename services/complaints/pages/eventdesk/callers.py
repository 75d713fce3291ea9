"""Who calls by a script of the page. What stands in the way is told as JSON: a script cannot follow to a sign-in."""

from hmac import compare_digest

import orjson
from starlette.requests import Request
from starlette.responses import Response

from city.access import StaffRole
from web.forms import refuse_other_sites
from web.problems import PageProblem
from web.sessions import Session
from web.site import Reader, reader_of

TOKEN_HEADER = "X-Form-Token"
"""Other sites can send no header of their own to us, and do not know the token."""


class Refused(Exception):
    """Ends a call with this answer. `sign_in`, `not_allowed` or `form_expired` is its `problem`."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.answer = Response(orjson.dumps({"problem": problem}), status, media_type="application/json")


async def caller_of(http: Request, *roles: StaffRole, is_change: bool = False) -> tuple[Reader, Session]:
    """Whoever is signed in, in one of these roles; raises `Refused` for everybody else.

    What changes anything carries the token of the session, as the forms of pages do.
    """
    if is_change:
        _refuse_other_sites(http)
    reader = await reader_of(http)
    if reader.session is None:
        raise Refused(401, "sign_in")
    if reader.session.officer.role not in roles:
        raise Refused(403, "not_allowed")
    token = http.headers.get(TOKEN_HEADER, "")
    if is_change and not compare_digest(token.encode(), reader.session.form_token.encode()):
        raise Refused(403, "form_expired")
    return reader, reader.session


def _refuse_other_sites(http: Request) -> None:
    try:
        refuse_other_sites(http)
    except PageProblem as problem:
        raise Refused(403, problem.kind) from problem
