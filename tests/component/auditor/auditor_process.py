"""Runs the auditor as a process on a broker of its own topics, hands it what services would say, reads what it says."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.admin import AdminSettings, create_topics
from chassis.producer import Producer
from contracts.codec import decode
from contracts.events import AuditEvent, Event, StepCleared, StepMissing
from contracts.records import Record
from contracts.topics import AUDIT, TOPICS
from deploy.local.environment import DEMO_CITY, REPOSITORY, Stack, service_environment
from tests.component.notify.waiting import eventually
from tests.unit.verify.logs import Log

WITHIN_S = "3"
QUICK = {
    **{
        f"{what}_WITHIN_S": WITHIN_S
        for what in ("ASSIGNED", "CLOCKS", "BREACHED", "ESCALATED", "HEARD", "PROVEN", "ENDED", "MOVED")
    },
    "SETTLE_S": "0.5",
    "AUDIT_EVERY_S": "0.1",
}
UNITS = {"roads": "dinas-pu", "water": "pdam", "city": "kota", "triage": "meja-triase"}
"""What the units of lives made by hand are called in the city of the demonstration."""


def city_of_quick_digests(folder: Path) -> Path:
    """The city of the demonstration, whose people hear every second."""
    city = folder / "city"
    if not city.exists():
        shutil.copytree(DEMO_CITY, city)
        file = city / "notifications.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"digests: \{every: \w+\}", "digests: {every: PT1S}", text), encoding="utf-8")
    return city


def records_of(log: Log, complaint: str) -> list[Record]:
    """The records of a life, told of this complaint in that city."""
    return [record_of(event, complaint) for event in log.events]


def record_of(event: Event, complaint: str) -> Record:
    """The record of one event of it."""
    topic = next(topic for topic in TOPICS if isinstance(event, topic.events))
    body = topic.encode(event.model_copy(update={"subject": complaint}))
    for name, unit in UNITS.items():
        body = body.replace(f'"{name}"'.encode(), f'"{unit}"'.encode())
    return topic.carry(complaint, body)


@dataclass
class AuditorProcess:
    """The process and its topic: everything that was ever said there is in `said`."""

    stack: Stack
    process: subprocess.Popen[bytes] | None = None
    producer: Producer = field(init=False)
    said: list[AuditEvent] = field(default_factory=list)

    async def prepare(self) -> None:
        """Topics, and a connection to write to them."""
        await create_topics(AdminSettings(kafka_bootstrap=self.stack.bootstrap, topic_prefix=self.stack.prefix))
        self.producer = Producer(self.stack.bootstrap, self.stack.prefix, "test")
        await self.producer.start()

    async def start(self, **more: str) -> None:
        """Start it, and wait until it has read what was said before."""
        given = service_environment(self.stack, "auditor")
        given["CITY_CONFIG"] = str(city_of_quick_digests(self.stack.directory))
        self.stack.log("auditor").parent.mkdir(parents=True, exist_ok=True)
        with self.stack.log("auditor").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.auditor"],
                cwd=REPOSITORY,
                env=os.environ | given | QUICK | more,
                stderr=log,
            )
        await eventually(self._is_ready, "the auditor is ready", within_s=60)

    async def stop(self) -> int:
        """As a supervisor does; its exit code."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(process.wait, 30)

    async def publish(self, records: Sequence[Record]) -> None:
        """What others say."""
        await self.producer.deliver(records)

    async def read(self) -> list[AuditEvent]:
        """Everything on its topic."""
        reader = AIOKafkaConsumer(bootstrap_servers=self.stack.bootstrap, enable_auto_commit=False)
        await reader.start()
        try:
            places = [TopicPartition(self.stack.prefix + AUDIT.name, number) for number in range(AUDIT.partitions)]
            reader.assign(places)
            await reader.seek_to_beginning()
            ends = await reader.end_offsets(places)
            self.said = []
            while any([await reader.position(place) < end for place, end in ends.items()]):
                for batch in (await reader.getmany(timeout_ms=200)).values():
                    self.said += [event for each in batch if isinstance(event := decode(each.value), AuditEvent)]
        finally:
            await reader.stop()
        self.said.sort(key=lambda event: event.id)
        return self.said

    async def until_missing(self, complaints: Iterable[str], within_s: float = 60) -> None:
        """Wait until something is missed of each of them."""
        wanted = set(complaints)

        async def found() -> bool:
            return wanted <= {each.subject for each in await self.read() if isinstance(each, StepMissing)}

        await eventually(found, f"something is missed of {len(wanted)} complaints", within_s)

    async def until_cleared(self, complaint: str, within_s: float = 30) -> None:
        """Wait until something is missed no more."""

        async def cleared() -> bool:
            return complaint in {each.subject for each in await self.read() if isinstance(each, StepCleared)}

        await eventually(cleared, "it is cleared", within_s)

    async def metric(self, name: str, **labels: str) -> float:
        """A metric as it is scraped."""
        async with httpx.AsyncClient() as http:
            text = (await http.get(f"{self.stack.ops_url('auditor')}/metrics")).text
        wanted = ",".join(f'{key}="{value}"' for key, value in labels.items())
        line = f"{name}{{{wanted}}}" if wanted else name
        return next(float(each.rpartition(" ")[2]) for each in text.splitlines() if each.startswith(f"{line} "))

    async def rounds(self, number: int = 3) -> None:
        """Wait for so many rounds more."""
        for _ in range(number):
            before = await self.metric("tanggap_audit_last_round_timestamp_seconds")

            async def another(before: float = before) -> bool:
                return await self.metric("tanggap_audit_last_round_timestamp_seconds") > before

            await eventually(another, "another round")

    async def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.stack.log("auditor").read_text()[-3000:]
        try:
            async with httpx.AsyncClient() as http:
                return (await http.get(f"{self.stack.ops_url('auditor')}/readyz")).status_code == 200
        except httpx.TransportError:
            return False
