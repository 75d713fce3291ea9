"""Spans by OpenTelemetry, sent to a collector by OTLP over HTTP. Imported only where `chassis.tracing` is switched on.

Beside the endpoint OpenTelemetry's own variables count (OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER and others). No
attribute holds personal data: they are ids, codes and templates of routes.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import orjson
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from chassis.errors import Poison
from chassis.records import Incoming
from chassis.streams.batch import Decide, Decision, Kept
from chassis.version import VERSION
from contracts.codec import UnknownEvent, trace_of
from contracts.records import Record
from contracts.topics import TRACE

FLUSH_S = 2.0
"""How long a process that ends waits for the collector."""
_W3C = TraceContextTextMapPropagator()


class OtlpSpans:
    """Makes spans and sends them in the background; what the collector does not take in time is lost."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("tanggap", VERSION)

    def request(self, sent: str) -> "RequestSpan":
        """One request."""
        return RequestSpan(self._tracer, sent)

    def handling(self, stage: str, decide: Decide) -> "Handling":
        """The events that one worker handles."""
        return Handling(self._tracer, stage, decide)

    def flush(self) -> None:
        """Send what is left: in a thread, for the client waits for a collector as long as it likes."""
        sending = threading.Thread(target=self._provider.force_flush, daemon=True)
        sending.start()
        sending.join(FLUSH_S)


class RequestSpan:
    """One request of the APIs."""

    def __init__(self, tracer: Tracer, sent: str) -> None:
        self._span = tracer.start_span("request", _context(sent), SpanKind.SERVER)
        self.traceparent = _traceparent(self._span)

    def end(self, route: str, method: str, status: int, complaint_id: str | None) -> None:
        """It is answered."""
        self._span.update_name(f"{method} {route}")
        known: dict[str, str | int] = {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
        }
        self._span.set_attributes(known | ({"tanggap.complaint_id": complaint_id} if complaint_id else {}))
        if status >= 500:
            self._span.set_status(StatusCode.ERROR)
        self._span.end()


class Handling:
    """The events of one worker: each has a span from the beginning of its decision until its batch is done.

    What a timer decides about a complaint belongs to the trace of what it emits.
    """

    def __init__(self, tracer: Tracer, stage: str, decide: Decide) -> None:
        self._tracer, self._stage, self._decide = tracer, stage, decide
        self._open: list[Span] = []

    def decide(self, record: Incoming, kept: Kept) -> Decision:
        """Decide, and let all that is emitted go on with this span."""
        began = time.time_ns()
        try:
            decision = self._decide(record, kept)
        except (Poison, UnknownEvent) as error:
            reason = error.reason if isinstance(error, Poison) else "unknown"
            span = self._begin(record, began, _sent(record), {"tanggap.outcome": reason})
            span.set_status(StatusCode.ERROR, reason)
            raise
        about = _about(record) | {"tanggap.outcome": decision.outcome}
        span = self._begin(record, began, _sent(record) or _emitted(decision.outputs), about)
        return replace(decision, outputs=tuple(_under(_traceparent(span), output) for output in decision.outputs))

    def end(self) -> None:
        """The batch is done."""
        for span in self._open:
            span.end()
        self._open.clear()

    def _begin(self, record: Incoming, began: int, sent: str, about: Mapping[str, str]) -> Span:
        place: dict[str, str | int] = {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.destination.name": record.topic.name,
            "messaging.destination.partition.id": str(record.partition),
            "messaging.kafka.offset": record.offset,
            "messaging.consumer.group.name": self._stage,
        }
        name = f"process {record.topic.name}"
        span = self._tracer.start_span(name, _context(sent), SpanKind.CONSUMER, place | dict(about), start_time=began)
        self._open.append(span)
        return span


def start(service: str, instance: str) -> OtlpSpans:
    """Begin to send spans to the endpoint of the environment."""
    known = {
        "service.namespace": "tanggap",
        "service.name": service,
        "service.version": VERSION,
        "service.instance.id": instance,
    }
    provider = TracerProvider(resource=Resource.create(known))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OtlpSpans(provider)


def _context(sent: str) -> Context:
    return _W3C.extract({TRACE: sent}, Context())


def _traceparent(span: Span) -> str:
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, set_span_in_context(span, Context()))
    return carrier[TRACE]


def _sent(record: Incoming) -> str:
    """The trace that the record came with: that of the span under which it was emitted, else that of its cause."""
    header = next((value.decode("ascii", "replace") for name, value in record.headers if name == TRACE), None)
    return header or trace_of(record.value or b"") or ""


def _emitted(outputs: Iterable[Record]) -> str:
    return next((trace for output in outputs if (trace := trace_of(output.value or b""))), "")


def _under(traceparent: str, output: Record) -> Record:
    others = tuple(header for header in output.headers if header[0] != TRACE)
    return replace(output, headers=(*others, (TRACE, traceparent.encode())))


def _about(record: Incoming) -> dict[str, str]:
    """What an event that was read says of itself."""
    event: dict[str, Any] = orjson.loads(record.value or b"{}")
    names = {"id": "cloudevents.event_id", "type": "cloudevents.event_type", "causationid": "tanggap.cause"}
    said = {name: str(event[attribute]) for attribute, name in names.items() if event.get(attribute)}
    return said | {f"tanggap.{record.topic.subject}_id": str(event["subject"])}
