"""What the routes work with, and who is calling them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from contracts.values import Language
from services.complaints.access import Access, Caller, Channel, Officer
from services.complaints.api.problems import Fault, Problem
from services.complaints.city import City
from services.complaints.store.complaints import ComplaintStore
from services.complaints.texts import choose_language
from services.complaints.throttle import Throttle
from services.complaints.tracking import TrackingCodes


def system_clock() -> datetime:
    """Now, in the milliseconds that the store keeps: what is answered equals what is read later."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Dependencies:
    """`wake` tells the relay that something was kept."""

    city: City
    access: Access
    codes: TrackingCodes
    store: ComplaintStore
    wake: Callable[[], None]
    throttle: Throttle
    clock: Callable[[], datetime] = system_clock


_KEY = APIKeyHeader(name="X-API-Key", auto_error=False, description="of a channel")
_TOKEN = HTTPBearer(auto_error=False, description="of an officer")
Key = Annotated[str | None, Security(_KEY)]
Token = Annotated[HTTPAuthorizationCredentials | None, Security(_TOKEN)]


async def the_dependencies(request: Request) -> Dependencies:
    """The desk of this application."""
    desk: Dependencies = request.app.state.desk
    return desk


Needs = Annotated[Dependencies, Depends(the_dependencies)]


async def calling_channel(desk: Needs, key: Key, token: Token) -> Channel:
    """The channel that calls; refuses everybody else."""
    caller = _caller(desk, key, token)
    if not isinstance(caller, Channel):
        fault = Fault("X-API-Key", "officers do not hand complaints in", "call with the key of a channel")
        raise Problem("not-allowed", fault.reason, [fault])
    return caller


async def calling_officer(desk: Needs, key: Key, token: Token) -> Officer:
    """The officer who calls; refuses everybody else."""
    caller = _caller(desk, key, token)
    if not isinstance(caller, Officer):
        fault = Fault("Authorization", "channels do not work on complaints", "call with the token of an officer")
        raise Problem("not-allowed", fault.reason, [fault])
    return caller


async def calling_anyone(desk: Needs, key: Key, token: Token) -> Caller:
    """The channel or officer who calls."""
    return _caller(desk, key, token)


def _caller(desk: Dependencies, key: str | None, token: HTTPAuthorizationCredentials | None) -> Caller:
    if key is None and token is None:
        fault = Fault("Authorization", "no credentials were sent", "send X-API-Key, or Authorization: Bearer")
        raise Problem("credentials-missing", fault.reason, [fault], {"WWW-Authenticate": "Bearer"})
    caller = desk.access.channel(key) or desk.access.officer(token.credentials if token else None)
    if caller is None:
        fault = Fault("X-API-Key" if key else "Authorization", "unknown credentials", "check them")
        raise Problem("credentials-unknown", fault.reason, [fault], {"WWW-Authenticate": "Bearer"})
    return caller


CallingChannel = Annotated[Channel, Depends(calling_channel)]
CallingOfficer = Annotated[Officer, Depends(calling_officer)]
CallingAnyone = Annotated[Caller, Depends(calling_anyone)]


async def reader_language(request: Request, desk: Needs, lang: Language | None = None) -> Language:
    """The language of the answer: `?lang=`, else Accept-Language, else the city's first."""
    check_language(lang, "lang", desk.city)
    return choose_language(lang, request.headers.get("accept-language"), desk.city.languages)


def check_language(language: str | None, field: str, city: City) -> None:
    """Return when the city has texts in the language, or none is named; else the problem `invalid-fields`."""
    if language is not None and language not in city.languages:
        fault = Fault(field, "it is not a language of the city", f"send one of {', '.join(city.languages)}")
        raise Problem("invalid-fields", f"nothing was kept, because of: {field}", [fault])


InLanguage = Annotated[Language, Depends(reader_language)]


def about(complaint_id: str) -> None:
    """Let every further log line of this request name the complaint: one that was found, for callers send anything."""
    structlog.contextvars.bind_contextvars(complaint_id=complaint_id)


def not_found() -> Problem:
    """The same answer for what does not exist and for what is not the caller's to see."""
    detail = "no such complaint, or it is not yours to see"
    return Problem("not-found", detail, [Fault("id", detail, "check the id; ask the unit that has it now")])


def etag(version: int) -> str:
    """The tag of a complaint's version, for `If-Match`."""
    return f'"v{version}"'
