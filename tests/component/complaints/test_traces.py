"""A collector sees what two processes did about one complaint as one trace, and nothing that a person wrote."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from aiokafka import AIOKafkaConsumer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from chassis.admin import AdminSettings, create_topics
from contracts.codec import trace_of
from contracts.topics import ASSIGNMENTS, COMPLAINTS, TRACE, Topic
from deploy.local.access import ensure_access
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from tests.component.complaints.processes import eventually, process_of

pytestmark = pytest.mark.slow

CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
TEXT = "Lampu jalan depan rumah Budi mati"


@dataclass(frozen=True)
class Span:
    """What was received of one span. Ids are hexadecimal."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, str]


@dataclass
class Collector:
    """What was sent so far: the spans, and all bytes as they came."""

    spans: list[Span] = field(default_factory=list)
    received: bytes = b""
    port: int = 0

    def take(self, body: bytes) -> None:
        self.received += body
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            service = next(
                each.value.string_value for each in resource.resource.attributes if each.key == "service.name"
            )
            for span in (span for scope in resource.scope_spans for span in scope.spans):
                said = {each.key: each.value.string_value for each in span.attributes}
                ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                self.spans.append(Span(service, span.name, *ids, said))


@contextmanager
def collecting() -> Iterator[Collector]:
    """A receiver of OTLP over HTTP."""
    collector = Collector()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                collector.take(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    collector.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()


async def test_spans_of_one_complaint_are_one_trace_across_two_processes(stack: Stack) -> None:
    stack = await _prepared(stack)
    with collecting() as collector:
        own = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.port}"}
        with (
            process_of(stack, "complaints", "services.complaints", own),
            process_of(stack, "routing", "services.routing", own),
        ):
            complaint = await _file(stack)
            filed, assigned = await _headers(stack, COMPLAINTS), await _headers(stack, ASSIGNMENTS)
        # Both have ended, and have sent what was left.
    trace = CALLER.split("-")[1]
    of_complaint = {each.name: each for each in collector.spans if each.trace == trace}
    request, handled = of_complaint["POST /v1/complaints"], of_complaint["process complaints"]
    assert (request.service, handled.service) == ("complaints", "routing")
    assert (request.parent, handled.parent) == (CALLER.split("-")[2], request.id)
    assert {request.attributes["tanggap.complaint_id"], handled.attributes["tanggap.complaint_id"]} == {complaint}
    assert handled.attributes["tanggap.outcome"] == "decided"
    assert filed == (f"00-{trace}-{request.id}-01",) * 2, "the header, and what the event says"
    assert assigned == (f"00-{trace}-{handled.id}-01", filed[1]), "the event says the same whoever watches"
    for secret in (TEXT, TEXT.split()[0], "Budi"):
        assert secret.encode() not in collector.received


async def test_without_a_collector_the_trace_goes_on_in_the_headers(stack: Stack) -> None:
    stack = await _prepared(stack)
    with (
        process_of(stack, "complaints", "services.complaints"),
        process_of(stack, "routing", "services.routing"),
    ):
        await _file(stack)
        header, said = await _headers(stack, ASSIGNMENTS)
    assert header == said
    assert header is not None
    assert header.split("-")[1] == CALLER.split("-")[1]


async def _prepared(stack: Stack) -> Stack:
    stack = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
    ensure_access(stack)
    stack.faust.mkdir(parents=True, exist_ok=True)
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    return stack


async def _file(stack: Stack) -> str:
    for service in ("complaints", "routing"):
        await eventually(f"{stack.ops_url(service)}/readyz")
    key = ensure_access(stack)["channels"]["demo"]
    async with httpx.AsyncClient(base_url=stack.api_url) as client:
        answer = await client.post("/v1/complaints", json={"text": TEXT}, headers={"X-API-Key": key, TRACE: CALLER})
    assert answer.status_code == 201
    complaint: str = answer.json()["id"]
    return complaint


async def _headers(stack: Stack, topic: Topic) -> tuple[str | None, str | None]:
    """The trace in the headers of the topic's only record, and the one in its event."""
    reader = AIOKafkaConsumer(
        f"{stack.prefix}{topic.name}", bootstrap_servers=stack.bootstrap, auto_offset_reset="earliest"
    )
    await reader.start()
    try:
        record = await reader.getone()
    finally:
        await reader.stop()
    header = dict(record.headers).get(TRACE)
    return (header.decode() if header else None), trace_of(record.value)
