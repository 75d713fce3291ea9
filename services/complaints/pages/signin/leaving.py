"""/sign-out: ends the session in the store, so that no copy of its cookie is worth anything.

Where there is an identity provider, its own session is ended by following a plain link. A form that is sent to us and
answered with a redirect to another site is stopped by the `form-action` of our pages, which names nobody but us; and
whoever signs out here is signed out, also while the provider does not answer.
"""

from starlette.requests import Request
from starlette.responses import Response

from chassis import logs
from services.complaints.oidc.refusals import IssuerUnavailable
from services.complaints.pages.site import site_of
from web.forms import checked_form, refuse_other_sites
from web.frame import show
from web.routes import redirect
from web.site import anybody, reader_of

log = logs.get(__name__)


async def sign_out(http: Request) -> Response:
    """End the session of whoever sent the form. Where it is over already there is nothing that a token guards."""
    sessions, reader = site_of(http).sessions, await reader_of(http)
    if reader.session is None:
        refuse_other_sites(http)
    else:
        await checked_form(http, reader)
    await sessions.end(http.cookies)
    there = await _elsewhere(http)
    answer = _signed_out(http, there) if there else redirect("/")
    answer.delete_cookie(sessions.cookie_name, "/", secure=sessions.is_secure, httponly=True, samesite="lax")
    return answer


def _signed_out(http: Request, there: str) -> Response:
    reader = anybody(http)
    words = reader.words("signin")
    return show(http, reader, "signin/signed_out.html", words.signed_out_title, {"words": words, "there": there})


async def _elsewhere(http: Request) -> str | None:
    """Where to sign out at the identity provider, if there is one and it has such a page."""
    site = site_of(http)
    if site.oidc is None:
        return None
    try:
        return await site.oidc.sign_out_address(site.deps.clock())
    except IssuerUnavailable as error:
        log.warning("identity provider unavailable", code=error.code)
        return None
