"""/sign-in: the ways in. Where the city has no identity provider it is the token of the access file."""

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis.http.clients import client_address
from services.complaints.pages.signin.begun import START, sign_in_path, signed_in
from services.complaints.pages.site import site_of
from web.forms import checked_form, new_visit
from web.frame import show
from web.problems import PageProblem
from web.routes import inside, lead_to
from web.site import Reader, anybody, reader_of

_GUESSING = "sign-in"
"""Wrong tokens are counted apart from wrong tracking codes, and by the address alone: tokens have no beginning that
tells people apart."""


async def show_sign_in(http: Request) -> Response:
    """The ways in; whoever is signed in already goes on to where they wanted to go."""
    reader, wanted = await reader_of(http), http.query_params.get("next", "")
    if reader.officer is not None:
        return lead_to(http, inside(wanted, START[reader.officer.role]))
    return _page(http, reader, wanted)


async def sign_in(http: Request) -> Response:
    """Begin a session for whoever has this token. Who was signed in before does not matter."""
    site, reader = site_of(http), anybody(http)
    if not _takes_tokens(http):
        raise PageProblem("not_found")
    form = await checked_form(http, reader)
    token, wanted, now = form.text("token"), form.text("next"), site.deps.clock()
    if not token:
        return _page(http, reader, wanted, "token_missing")
    address = f"{_GUESSING} {client_address(http)}"
    _check(await site.throttle.before(address, "", now))
    officer, cookie = site.access.officer(token), await site.sessions.begin_with_token(token, now)
    if officer is None or cookie is None:
        _check(await site.throttle.after_wrong(address, "", now))
        return _page(http, reader, wanted, "token_wrong")
    return await signed_in(http, cookie, officer.role, wanted)


def _page(http: Request, reader: Reader, wanted: str, wrong: str | None = None) -> Response:
    site, words = site_of(http), reader.words("signin")
    values: dict[str, Any] = {
        "words": words,
        "next": inside(wanted, ""),
        "errors": {"token": words[wrong]} if wrong else {},
        "by_provider": sign_in_path(wanted, "/sign-in/oidc") if site.oidc else None,
        "visit": new_visit(site.key, site.deps.clock(), secrets.token_hex(8)) if _takes_tokens(http) else None,
    }
    return show(http, reader, "signin/sign_in.html", words.title, values, 422 if wrong else 200)


def _takes_tokens(http: Request) -> bool:
    oidc = site_of(http).oidc
    return oidc is None or oidc.client.allows_tokens


def _check(seconds: float) -> None:
    if seconds:
        raise PageProblem("too_many", int(seconds) + 1)
