"""What the routes work with, and who is calling them."""

from typing import Annotated

from fastapi import Depends, Query, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from chassis.access import Channel, signatures
from chassis.http.channels import ChannelGate
from city.access import Officer
from contracts.values import Language
from services.complaints.access import Access, Caller
from services.complaints.api.problems import Fault, Problem
from services.complaints.application.dependencies import Dependencies
from web.languages import choose_language
from web.sessions import Sessions

_KEY = APIKeyHeader(name="X-API-Key", auto_error=False, description="of a channel")
_SIGNATURE = APIKeyHeader(
    name=signatures.SIGNATURE,
    scheme_name="signature",
    auto_error=False,
    description=f"of a channel that signs, with {', '.join(signatures.HEADERS[:3])}",
)
_TOKEN = HTTPBearer(auto_error=False, description="of an officer")
Key = Annotated[str | None, Security(_KEY)]
Signature = Annotated[str | None, Security(_SIGNATURE)]
Token = Annotated[HTTPAuthorizationCredentials | None, Security(_TOKEN)]


async def the_dependencies(request: Request) -> Dependencies:
    """What the use cases of this application work with."""
    deps: Dependencies = request.app.state.deps
    return deps


Deps = Annotated[Dependencies, Depends(the_dependencies)]


async def calling_officer(request: Request, key: Key, token: Token) -> Officer:
    """The officer who calls; refuses everybody else."""
    caller = await _caller(request, key, token)
    if not isinstance(caller, Officer):
        fault = Fault("Authorization", "channels do not work on complaints", "call with the token of an officer")
        raise Problem("not-allowed", fault.reason, [fault])
    return caller


async def calling_anyone(request: Request, key: Key, _signature: Signature, token: Token) -> Caller:
    """The channel or officer who calls."""
    return await _caller(request, key, token)


async def calling_channel(request: Request, key: str | None) -> Channel | None:
    """The channel that calls by a signature, or by this key, wherever it stood in the request; None: by neither.

    Raises `Problem` for a channel that may not call now: see `chassis.http.channels`.
    """
    gate: ChannelGate = request.app.state.gate
    return await gate.caller(request, key)


async def _caller(request: Request, key: str | None, token: HTTPAuthorizationCredentials | None) -> Caller:
    access: Access = request.app.state.access
    caller = await calling_channel(request, key) or access.officer(token.credentials if token else None)
    if caller is None and key is None and token is None:
        caller = await _signed_in(request)
    if caller is not None:
        return caller
    if key is None and token is None:
        fault = Fault("Authorization", "no credentials were sent", "send X-API-Key, or Authorization: Bearer")
        raise Problem("credentials-missing", fault.reason, [fault], {"WWW-Authenticate": "Bearer"})
    fault = Fault("X-API-Key" if key else "Authorization", "unknown credentials", "check them")
    raise Problem("credentials-unknown", fault.reason, [fault], {"WWW-Authenticate": "Bearer"})


async def _signed_in(request: Request) -> Officer | None:
    """Whoever is signed in on the pages may read with the API what these link to. Steps need a form, or a token."""
    if request.method not in ("GET", "HEAD"):
        return None
    sessions: Sessions = request.app.state.sessions
    deps: Dependencies = request.app.state.deps
    session = await sessions.find(request.cookies, deps.clock())
    return session.officer if session else None


CallingOfficer = Annotated[Officer, Depends(calling_officer)]
CallingAnyone = Annotated[Caller, Depends(calling_anyone)]


Lang = Annotated[Language | None, Query(description="of the answer, before Accept-Language", examples=["en"])]


async def reader_language(request: Request, deps: Deps, lang: Lang = None) -> Language:
    """The language of the answer: `?lang=`, else Accept-Language, else the city's first."""
    if lang not in (None, *deps.city.languages):
        known = ", ".join(deps.city.languages)
        code, values = "language_unknown", {"languages": known}
        fault = Fault("lang", "it is not a language of the city", f"send one of {known}", code, values)
        raise Problem("invalid-fields", fault.reason, [fault])
    return choose_language(lang, request.headers.get("accept-language"), deps.city.languages)


InLanguage = Annotated[Language, Depends(reader_language)]
