"""What the routes work with, and which channel is calling them."""

from typing import Annotated

from fastapi import Depends, Path, Query, Security
from fastapi.security import APIKeyHeader
from starlette.requests import Request

from chassis.access import signatures
from chassis.http.channels import ChannelGate
from chassis.http.problems import Fault, Problem
from services.notify.application.dependencies import Dependencies
from services.notify.application.webhook_deliveries import MAX_AT_ONCE
from services.notify.store.by_time import Place

Key = Annotated[str | None, Security(APIKeyHeader(name="X-API-Key", auto_error=False, description="of a channel"))]
_SIGNATURE = APIKeyHeader(
    name=signatures.SIGNATURE,
    scheme_name="signature",
    auto_error=False,
    description=f"of a channel that signs, with {', '.join(signatures.HEADERS[:3])}",
)
Signature = Annotated[str | None, Security(_SIGNATURE)]


async def the_dependencies(request: Request) -> Dependencies:
    """What the use cases of this application work with."""
    deps: Dependencies = request.app.state.deps
    return deps


async def calling_channel(request: Request, key: Key, _signature: Signature) -> str:
    """The id of the channel that calls; refuses everybody else."""
    gate: ChannelGate = request.app.state.gate
    channel = await gate.caller(request, key)
    if channel is not None:
        return channel.id
    if key is None:
        fault = Fault("X-API-Key", "no key was sent", "send the key of your channel as X-API-Key")
        raise Problem("credentials-missing", fault.reason, [fault], {"WWW-Authenticate": "X-API-Key"})
    fault = Fault("X-API-Key", "unknown key", "check it")
    raise Problem("credentials-unknown", fault.reason, [fault], {"WWW-Authenticate": "X-API-Key"})


Deps = Annotated[Dependencies, Depends(the_dependencies)]
Channel = Annotated[str, Depends(calling_channel)]
WebhookId = Annotated[str, Path(max_length=64, examples=["wh_0f3a9c2b7d1e4f5a6b7c8d9e"])]
DeliveryId = Annotated[str, Path(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=MAX_AT_ONCE, description="deliveries on a page")]
Cursor = Annotated[str | None, Query(max_length=120, description="`next` of the page before")]


def place_in(cursor: str | None, name: str) -> Place | None:
    """The place that a cursor stands for; refuses one that was never handed out."""
    if cursor is None:
        return None
    try:
        return Place.parse(cursor)
    except ValueError as error:
        fault = Fault(name, "it is no place in this list", "send `next` of the page before, as it is")
        raise Problem("invalid-fields", f"nothing was read, because of: {name}", [fault]) from error
