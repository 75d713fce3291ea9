"""Runs the sla service, hands it events as routing and the intake API would, and reads what it emits."""

import asyncio
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.admin import AdminSettings, create_topics
from chassis.producer import Producer
from contracts.codec import decode, encode
from contracts.events import ComplaintAcknowledged, ComplaintAssigned, ComplaintEscalated, DeadlineEvent, Event
from contracts.ids import event_id
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, COMPLAINTS, DEADLINES, TOPICS
from contracts.values import Actor, ActorKind, LadderStep, Method, Reason
from deploy.local.environment import REPOSITORY, Stack, service_environment
from tests.builders import policy

TIMEOUT_S = 90.0
"""The longest wait for a condition; a passing test waits a few seconds."""

POLICY = policy(
    "PT1S",
    "PT30M",
    "PT60M",
    name="seconds",
    warn_share=0.5,
    ladder=tuple(
        LadderStep(level=level, role=f"leader_{level}", after=f"PT{2 * (level - 1)}S") for level in range(1, 5)
    ),
    repeat_every="PT1S",
)
LEVELS = [(1, 0), (2, 0), (3, 0), (4, 0), (4, 1)]
"""(level, repeat) of a whole round under `POLICY`."""


def assigned(complaint: str) -> Record:
    """The complaint was filed and assigned just now."""
    now = datetime.now(UTC)
    event = ComplaintAssigned(
        id=event_id(complaint, "assigned"),
        subject=complaint,
        occurred_at=now,
        assignment_number=1,
        unit="dinas-a",
        filed_at=now,
        reason=Reason(code="rule_matched"),
        policy=POLICY,
        method=Method.RULE,
    )
    return Record(ASSIGNMENTS.name, complaint.encode(), encode(event, "routing"))


def acknowledged(complaint: str) -> Record:
    """The unit took the complaint on just now."""
    event = ComplaintAcknowledged(
        id=event_id(complaint, "acknowledged"),
        subject=complaint,
        occurred_at=datetime.now(UTC),
        seq=2,
        assignment_number=1,
        actor=Actor(kind=ActorKind.OFFICER, id="o-1", unit="dinas-a"),
    )
    return Record(COMPLAINTS.name, complaint.encode(), encode(event, "complaints"))


@dataclass
class SlaProcess:
    """The service as a process: start it, kill it, start it again under the same name."""

    stack: Stack
    process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start, and return when it is ready for events."""
        self.stack.log("sla").parent.mkdir(parents=True, exist_ok=True)
        self.stack.faust.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, **service_environment(self.stack, "sla"), "SESSION_TIMEOUT_S": "6"}
        with self.stack.log("sla").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.sla"], cwd=REPOSITORY, env=environment, stdout=log, stderr=log
            )
        async with asyncio.timeout(TIMEOUT_S):
            while not await asyncio.to_thread(self._is_ready):
                assert self.process.poll() is None, self.stack.log("sla").read_text()[-3000:]
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.stack.ops_url('sla')}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@dataclass
class Reader:
    """Everything that one topic holds, as it comes."""

    consumer: Any
    records: list[Any] = field(default_factory=list)

    async def until(self, condition: Callable[["Reader"], bool]) -> None:
        """Read on until the condition holds."""
        async with asyncio.timeout(TIMEOUT_S):
            while not condition(self):
                for batch in (await self.consumer.getmany(timeout_ms=200)).values():
                    self.records.extend(batch)

    def about(self, complaint: str) -> list[Event]:
        """What was emitted about a complaint, in order, each event once."""
        events = {
            event.id: event
            for event in (decode(record.value) for record in self.records if self._is_of(record, complaint))
        }
        return list(events.values())

    def kinds(self, complaint: str) -> list[str]:
        """What was emitted about it in words: `type` and the clock, or the level."""
        return [_in_words(event) for event in self.about(complaint)]

    def levels(self, complaint: str) -> list[tuple[int, int]]:
        """(level, repeat) of its escalations, in order."""
        return [(each.level, each.repeat) for each in self.about(complaint) if isinstance(each, ComplaintEscalated)]

    def _is_of(self, record: Any, complaint: str) -> bool:
        return bool(record.key == complaint.encode())


def _in_words(event: Event) -> str:
    if isinstance(event, ComplaintEscalated):
        return f"{event.kind()} {event.round}.{event.level}.{event.repeat}"
    return f"{event.kind()} {event.clock}" if isinstance(event, DeadlineEvent) else event.kind()


@asynccontextmanager
async def reader(
    stack: Stack, topic: str = DEADLINES.name, partitions: int = DEADLINES.partitions
) -> AsyncIterator[Reader]:
    """A reader from the beginning of a topic."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(stack.prefix + topic, number) for number in range(partitions)])
        await consumer.seek_to_beginning()
        yield Reader(consumer)
    finally:
        await consumer.stop()


@asynccontextmanager
async def feeder(stack: Stack) -> AsyncIterator[Producer]:
    """Creates the topics, and gives a producer for what the service reads."""
    assert {topic.partitions for topic in TOPICS} == {DEADLINES.partitions}
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    producer = Producer(stack.bootstrap, stack.prefix, "feeder")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
