"""JSON bodies that mean one thing only: an object that has the same name twice is refused.

Readers differ in which of the two they take, so a system before this one may have checked another value than is kept.
"""

import json
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.problems import Fault, Problem

_REASON = "the body has the same name twice in an object"


class JsonRoute(APIRoute):
    """The route of an operation with a JSON body: `APIRouter(route_class=JsonRoute)`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As its parent, with bodies that are read strictly."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return strictly


class _StrictRequest(Request):
    async def json(self) -> Any:
        """The body; raises `Problem`, and what `json.loads` raises."""
        return strictly_read(await self.body())


def strictly_read(body: bytes) -> Any:
    """The value that `body` is; raises `Problem`, and what `json.loads` raises."""
    return json.loads(body, object_pairs_hook=_object)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        fault = Fault("body", _REASON, "send each name once", "name_twice")
        raise Problem("malformed-body", fault.reason, [fault])
    return found
