"""The visit that a citizen's form belongs to: proof that it is ours, and a name under which it counts once."""

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from starlette.requests import Request

from web.forms import TOKEN, Form, new_visit, visit_of
from web.problems import PageProblem
from web.site import site_of

_FIELD = "visit"
"""Where the token stands in a form of somebody who is signed in: that of their session has the other place."""
_TRAP = "website"
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Visit:
    """`nonce` is the same in all steps of one visit, `open_for` is how long ago it began."""

    token: str
    nonce: str
    open_for: timedelta = timedelta(0)


def begin_visit(http: Request) -> Visit:
    """A new one."""
    site, nonce = site_of(http), token_urlsafe(_NONCE_BYTES)
    return Visit(new_visit(site.key, site.clock(), nonce), nonce)


def visit_in(form: Form, http: Request) -> Visit:
    """The visit that a checked form belongs to; ends the request when a program has filled in what nobody sees."""
    if form.text(_TRAP):
        raise PageProblem("invalid")
    site, token = site_of(http), form.text(_FIELD) or form.text(TOKEN)
    found = visit_of(token, site.key, site.clock())
    if found is None:
        raise PageProblem("form_expired")
    open_for, nonce = found
    return Visit(token, nonce, open_for)
