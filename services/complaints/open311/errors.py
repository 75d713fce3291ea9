"""Turns every error under /open311 into Open311's array of errors; nothing there is answered as problem details."""

import random
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from chassis import logs
from chassis.errors import StoreUnavailable
from chassis.http.context import MAX_BODY
from services.complaints.application.dependencies import Dependencies
from services.complaints.open311.answers import Answer, response
from services.complaints.open311.call import form_of, language_of
from services.complaints.open311.refused import Refused

log = logs.get(__name__)

_NAMES = {404: "no_address", 405: "no_method", 413: "body_too_large", 429: "too_many_requests", 503: "unavailable"}
"""The statuses that are HTTP's own: programs between the two act on them."""
_OF_CALLERS = frozenset({401, 403})
"""Open311 has one status for whoever may not do what they want."""
_WAIT_S = "60"


async def on_refused(http: Request, error: Exception) -> Response:
    """Answer with this one error."""
    assert isinstance(error, Refused)
    deps: Dependencies = http.app.state.deps
    rows = [{"code": error.status, "description": error.in_words(language_of(http, deps.city))}]
    return response(Answer("errors", rows, "error"), form_of(http), error.status, error.headers)


async def on_http_error(http: Request, error: Exception) -> Response:
    """Answer what the framework, or what surrounds every request, refused by itself."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405 and http.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": f"{headers['Allow']}, OPTIONS"})
    name = _NAMES.get(error.status_code, "refused")
    status = error.status_code if error.status_code in _NAMES else 403 if error.status_code in _OF_CALLERS else 400
    values: dict[str, Any] = {"address": http.url.path, "field": "request", "reason": error.detail}
    values |= {"bytes": MAX_BODY, "seconds": headers.get("Retry-After", _WAIT_S)}
    return await on_refused(http, Refused(name, status, headers, **values))


async def on_store_unavailable(http: Request, error: Exception) -> Response:
    """Answer that the same may succeed later; the pause is drawn, so that clients do not all return at once."""
    log.warning("store unavailable", error=str(error))
    pause = random.randint(5, 15)
    return await on_refused(http, Refused("unavailable", 503, {"Retry-After": str(pause)}, seconds=pause))


async def on_unknown(http: Request, _error: Exception) -> Response:
    """Answer an error of ours; it is logged where it is raised again."""
    return await on_refused(http, Refused("internal", 500))


HANDLERS: dict[Any, ExceptionHandler] = {
    Refused: on_refused,
    HTTPException: on_http_error,
    StoreUnavailable: on_store_unavailable,
    Exception: on_unknown,
}
