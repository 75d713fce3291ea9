"""What surrounds every request: its trace, the limit of its body, one line in the log and one observation."""

import time
from collections.abc import MutableMapping, Sequence
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import logs, metrics, tracing
from chassis.access.signatures import SIGNATURE
from chassis.http.problems import Fault, Problem
from chassis.http.signed_body import BodyHash
from chassis.http.trace import sent_trace, trace_of
from chassis.tracing import RequestSpan

log = logs.get(__name__)

MAX_BODY = 256 * 1024
"""Bytes of a body, where the route has set no other limit: see `allow_body`."""
_MAX_BODY = "max_body"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_CACHE_CONTROL = b"cache-control"
_SIGNATURE = SIGNATURE.lower().encode()
_HEADERS = ((b"x-content-type-options", b"nosniff"),)


class RequestContext:
    """Plain ASGI, so that it costs next to nothing. Neither paths nor bodies are logged: they may hold secrets."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        spans = tracing.spans()
        span = spans.request(sent_trace(scope["headers"])) if spans is not None else None
        trace = span.traceparent if span is not None else trace_of(scope["headers"])
        state = scope.setdefault("state", {})
        state["trace"] = trace
        structlog.contextvars.bind_contextvars(trace_id=trace[3:35])
        observed = _Observed(scope, send, trace, span)
        receive = _limited(receive, state)
        if any(name == _SIGNATURE for name, _ in scope["headers"]):
            state["body_hash"] = body_hash = BodyHash()
            receive = body_hash.watching(receive)
        try:
            await self._app(scope, receive, observed.send)
        except Exception:
            log.exception("request failed", route=observed.route())
        finally:
            observed.finish()
            structlog.contextvars.clear_contextvars()


class _Observed:
    def __init__(self, scope: Scope, send: Send, trace: str, span: RequestSpan | None) -> None:
        self._scope, self._send, self._span = scope, send, span
        self._headers = (*_HEADERS, (b"traceparent", trace.encode()))
        self._status, self._started = 500, time.perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._headers, *self._of_the_route()]
            if not any(name == _CACHE_CONTROL for name, _ in message["headers"]):
                message["headers"].append((_CACHE_CONTROL, b"no-store"))
        await self._send(message)

    def _of_the_route(self) -> Sequence[tuple[bytes, bytes]]:
        """Headers that every answer to this caller has, whatever it is: `request.state.answer_headers`."""
        headers: Sequence[tuple[bytes, bytes]] = self._scope["state"].get("answer_headers", ())
        return headers

    def route(self) -> str:
        """The template of the route: bounded, and free of ids and codes."""
        route: Any = self._scope.get("route")
        return str(getattr(route, "path", "unmatched"))

    def finish(self) -> None:
        method = self._scope["method"] if self._scope["method"] in _METHODS else "other"
        seconds = time.perf_counter() - self._started
        metrics.http_request.labels(self.route(), method, str(self._status)).observe(seconds)
        log.info("request", route=self.route(), method=method, status=self._status, ms=round(seconds * 1000, 1))
        if self._span is not None:
            complaint_id = structlog.contextvars.get_contextvars().get("complaint_id")
            self._span.end(self.route(), method, self._status, complaint_id)


def allow_body(state: MutableMapping[str, Any], max_bytes: int) -> None:
    """Let the body of this request have another limit; `state` is that of its scope. Call it before reading."""
    state[_MAX_BODY] = max_bytes


def _limited(receive: Receive, state: MutableMapping[str, Any]) -> Receive:
    """Counts the body while it streams in, so that a large one is refused before it fills the memory."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        limit = state.get(_MAX_BODY, MAX_BODY)
        if received > limit:
            code, values = "body_too_large", {"bytes": str(limit)}
            fault = Fault("body", f"the body is larger than {limit} bytes", "send less at once", code, values)
            raise Problem("body-too-large", fault.reason, [fault], {"Connection": "close"})
        return message

    return limited
