"""Spans of requests and of handled events, for a collector.

They are off, and cost nothing, unless OTEL_EXPORTER_OTLP_ENDPOINT names one. Traces go on all the same: every event
carries the trace of what caused it, as an attribute and as a header of its record. With a collector the header names
the span under which the event was emitted; the attribute does not, for what an event says depends on its cause alone.
"""

import importlib
from typing import TYPE_CHECKING, Protocol

from chassis.errors import ConfigurationError

if TYPE_CHECKING:
    from chassis.streams.batch import Decide


class RequestSpan(Protocol):
    """One request. `traceparent` is what goes on with it."""

    traceparent: str

    def end(self, route: str, method: str, status: int, complaint_id: str | None) -> None:
        """It is answered. `route` is the template: paths may hold secrets."""


class HandlingSpans(Protocol):
    """The events that one worker handles: from the beginning of a decision until the batch is done."""

    decide: "Decide"

    def end(self) -> None:
        """The batch is done, or others do it."""


class Spans(Protocol):
    """Makes spans and sends them."""

    def request(self, sent: str) -> RequestSpan:
        """A request came, with this `traceparent` or none."""

    def handling(self, stage: str, decide: "Decide") -> HandlingSpans:
        """What decides as `decide` does, and notes it."""

    def flush(self) -> None:
        """Send what is left; returns soon, whether it is sent or not."""


_spans: Spans | None = None


def configure(service: str, instance: str, endpoint: str | None) -> None:
    """Begin to send spans where there is an endpoint; raises `ConfigurationError` when that cannot be."""
    global _spans
    if endpoint is None:
        return
    try:
        # Imported only where it is wanted: it takes a second and 20 MB.
        _spans = importlib.import_module("chassis.otlp").start(service, instance)
    except ImportError as error:
        raise ConfigurationError(f"OTEL_EXPORTER_OTLP_ENDPOINT needs the packages of OpenTelemetry: {error}") from error


def spans() -> Spans | None:
    """What makes spans; None while they are off."""
    return _spans


def stop() -> None:
    """The process ends."""
    if _spans is not None:
        _spans.flush()
