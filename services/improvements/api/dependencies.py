"""What the routes work with, and who is calling them."""

from typing import Annotated

from fastapi import Depends, Header, Path, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from chassis.access import hash_of
from chassis.http.problems import Fault
from city.access import Staff
from services.improvements.access import principal_of
from services.improvements.api.problems import Problem
from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.rights import Principal

_TOKEN = HTTPBearer(auto_error=False, description="of somebody who works for the city")
Token = Annotated[HTTPAuthorizationCredentials | None, Security(_TOKEN)]
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


async def the_dependencies(request: Request) -> Dependencies:
    """What the use cases of this application work with."""
    deps: Dependencies = request.app.state.deps
    return deps


async def calling(request: Request, token: Token) -> Principal:
    """Who calls; refuses everybody else."""
    staff: Staff = request.app.state.staff
    if token is None:
        fault = Fault("Authorization", "no token was sent", "send Authorization: Bearer with your token")
        raise Problem("credentials-missing", fault.reason, [fault], _CHALLENGE)
    officer = staff.officers.get(hash_of(token.credentials))
    if officer is None:
        fault = Fault("Authorization", "unknown token", "check it")
        raise Problem("credentials-unknown", fault.reason, [fault], _CHALLENGE)
    return principal_of(officer)


async def perhaps_calling(request: Request, token: Token) -> Principal | None:
    """Who calls, if a token says so; refuses an unknown token."""
    return None if token is None else await calling(request, token)


Deps = Annotated[Dependencies, Depends(the_dependencies)]
Anybody = Annotated[Principal | None, Depends(perhaps_calling)]
Caller = Annotated[Principal, Depends(calling)]
Id = Annotated[str, Path(max_length=64)]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=128, description="the same key, by the same person: proposed once"),
]
