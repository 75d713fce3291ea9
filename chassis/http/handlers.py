"""Turns every error into one answer in the same form."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from chassis import logs
from chassis.errors import StoreUnavailable
from chassis.http.faults import fault_of
from chassis.http.problems import MEDIA_TYPE, Fault, Problem

log = logs.get(__name__)

MAX_FAULTS = 50
"""So many are named at once: a body of nothing but unknown fields is no reason for a larger answer."""
_SECRETS = ("code", "token")
"""The parts of paths that let their holder in: a tracking code, and the token of a message's link."""
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_KIND_OF_STATUS = {400: "malformed-body", 404: "not-found", 405: "method-not-allowed"}
_FAULTS = {
    "malformed-body": Fault(
        "body", "the body is not valid JSON", "send one complete JSON object in UTF-8", "malformed_body"
    ),
    "not-found": Fault("path", "there is no such address", "/docs lists the addresses there are", "no_address"),
    "method-not-allowed": Fault(
        "method", "this address does not know this method", "use one of those in the Allow header", "no_method"
    ),
}


InWords = Callable[[Problem, Request], Problem]
"""The problem in the words of whoever reads it."""


def install(app: FastAPI, in_words: InWords = lambda problem, _: problem) -> None:
    """Let these handlers answer for all errors of `app`, `in_words` of its reader."""
    app.state.in_words = in_words
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(StoreUnavailable, on_store_unavailable)
    app.add_exception_handler(Exception, on_unknown)


def answer(problem: Problem, request: Request) -> Response:
    """The problem as a response."""
    in_words: InWords = request.app.state.in_words
    problem = in_words(problem, request)
    body = orjson.dumps(problem.as_json(instance_of(request)))
    headers = dict(problem.headers or {}) | {"Content-Type": MEDIA_TYPE}
    if problem.language is not None:
        headers["Content-Language"] = problem.language
    return Response(body, problem.status_code, headers)


def instance_of(request: Request) -> str:
    """The path; what is secret in it is replaced, for problem details are often kept in logs."""
    path = request.url.path
    for name in _SECRETS:
        if secret := request.path_params.get(name):
            path = path.replace(secret, f"{{{name}}}")
    return path


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer a `Problem`, or what the framework refused by itself (unknown routes and methods)."""
    if isinstance(error, Problem):
        return answer(error, request)
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(methods_at(request))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    kind = _KIND_OF_STATUS.get(error.status_code, "invalid-request")
    fault = _FAULTS.get(kind, Fault("request", str(error.detail), "see /docs"))
    return answer(Problem(kind, fault.reason, [fault], headers), request)


def methods_at(request: Request) -> list[str]:
    """All methods that this path knows: its methods may be spread over several routes."""
    routes = request.app.router.routes
    known = [method for method in _METHODS if any(_matches(route, request.scope, method) for route in routes)]
    return [*known, "OPTIONS"]


def _matches(route: BaseRoute, scope: Scope, method: str) -> bool:
    return route.matches({**scope, "method": method})[0] is Match.FULL


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a body that is not JSON, or fields that are wrong."""
    assert isinstance(error, RequestValidationError)
    errors: Sequence[Mapping[str, Any]] = error.errors()
    if any(each["type"] == "json_invalid" for each in errors):
        return answer(malformed_body(), request)
    return answer(invalid_fields(errors), request)


def malformed_body() -> Problem:
    """That a body is not JSON."""
    fault = _FAULTS["malformed-body"]
    return Problem("malformed-body", fault.reason, [fault])


def invalid_fields(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """What pydantic found wrong with a body, field by field."""
    faults = [fault_of(each) for each in errors[:MAX_FAULTS]]
    fields = ", ".join(dict.fromkeys(fault.field for fault in faults))
    return Problem("invalid-fields", f"nothing was kept, because of: {fields}", faults)


async def on_store_unavailable(request: Request, error: Exception) -> Response:
    """Answer that the same request may succeed later; the pause is drawn, so that clients do not all return at once."""
    log.warning("store unavailable", error=str(error))
    pause = pause_s()
    detail = f"the store does not answer; send the same request again in {pause} seconds"
    return answer(Problem("store-unavailable", detail, headers={"Retry-After": str(pause)}), request)


def pause_s() -> int:
    """How many seconds to wait before the store is asked again."""
    return random.randint(5, 15)


async def on_unknown(request: Request, _error: Exception) -> Response:
    """Answer an error of ours; it is logged where it is raised again."""
    return answer(Problem("internal-error", "the request may or may not have been carried out; it is logged"), request)
