"""/sign-in/oidc: to the city's identity provider, and back.

Why somebody is not signed in is told in words; the log has a code of ours, and nothing of the person or the tokens.
"""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis import logs
from services.complaints.oidc.attempt import LASTS
from services.complaints.oidc.flow import Oidc
from services.complaints.oidc.refusals import IssuerUnavailable, Refused, SignInRefused
from services.complaints.pages.signin.begun import sign_in_path, signed_in
from services.complaints.pages.site import Site, site_of
from web.frame import show
from web.problems import PageProblem
from web.routes import inside, redirect
from web.site import anybody, language_of

log = logs.get(__name__)

_UNAVAILABLE = "unavailable"
_STATUS = {Refused.EXPIRED: 400, Refused.DECLINED: 403, Refused.UNTRUSTED: 400}
_RETRY_S = 30


@dataclass(frozen=True)
class _Cookie:
    """The cookie of an attempt. `Lax`, because the way back begins at another site."""

    name: str
    is_secure: bool

    def keep(self, answer: Response, value: str) -> None:
        lasts = int(LASTS.total_seconds())
        answer.set_cookie(self.name, value, lasts, path="/", secure=self.is_secure, httponly=True, samesite="lax")

    def drop(self, answer: Response) -> None:
        answer.delete_cookie(self.name, "/", secure=self.is_secure, httponly=True, samesite="lax")


async def leave_for_provider(http: Request) -> Response:
    """Send somebody to the provider, with an attempt that only this browser can finish."""
    site, wanted = site_of(http), inside(http.query_params.get("next", ""), "")
    oidc = _oidc(site)
    try:
        address, kept = await oidc.begin(wanted, language_of(http), site.deps.clock())
    except IssuerUnavailable as error:
        return _unavailable(http, error, wanted)
    answer = redirect(address)
    _cookie(site).keep(answer, kept)
    return answer


async def come_back(http: Request) -> Response:
    """Begin a session for whom the provider vouches. The attempt is over, whatever comes of it."""
    site = site_of(http)
    oidc, cookie, now = _oidc(site), _cookie(site), site.deps.clock()
    try:
        vouched, wanted = await oidc.finish(http.query_params, http.cookies.get(cookie.name, ""), now)
        officer = site.access.officer_in(vouched.person, vouched.groups)
        session = await site.sessions.begin_with_groups(vouched.person, vouched.groups, now)
        if officer is None or session is None:
            raise SignInRefused(Refused.NO_GROUP, "group_unknown")
        answer = await signed_in(http, session, officer.role, wanted)
    except SignInRefused as refused:
        log.info("sign-in refused", code=refused.code)
        answer = _refused(http, refused.refused.value, _STATUS.get(refused.refused, 403))
    except IssuerUnavailable as error:
        answer = _unavailable(http, error)
    cookie.drop(answer)
    return answer


def _oidc(site: Site) -> Oidc:
    if site.oidc is None:
        raise PageProblem("not_found")
    return site.oidc


def _cookie(site: Site) -> _Cookie:
    is_secure = site.sessions.is_secure
    return _Cookie("__Host-sign-in" if is_secure else "sign-in", is_secure)


def _unavailable(http: Request, error: IssuerUnavailable, wanted: str = "") -> Response:
    log.warning("identity provider unavailable", code=error.code)
    answer = _refused(http, _UNAVAILABLE, 503, wanted)
    answer.headers["Retry-After"] = str(_RETRY_S)
    return answer


def _refused(http: Request, name: str, status: int, wanted: str = "") -> Response:
    reader = anybody(http)
    words = reader.words("signin")
    said: Any = words.refused[name]
    values = {"words": words, "remedy": said["remedy"], "again": sign_in_path(wanted)}
    return show(http, reader, "signin/refused.html", said["title"], values, status)
