"""The whole service as its own process, and events for it on the topics that it reads."""

import os
import subprocess
import sys
from collections.abc import Sequence

import httpx

from chassis.producer import Producer
from contracts.codec import encode
from contracts.events import Event
from contracts.records import Record
from contracts.topics import Topic
from deploy.local.access import ensure_access
from deploy.local.environment import REPOSITORY, Stack, service_environment
from tests.component.notify.waiting import until

Process = subprocess.Popen[bytes]


def start(stack: Stack) -> Process:
    ensure_access(stack)
    stack.faust.mkdir(exist_ok=True)
    environment = os.environ | service_environment(stack, "notify")
    with (stack.directory / "notify.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "services.notify"], env=environment, cwd=REPOSITORY, stderr=log)


async def until_ready(stack: Stack, process: Process) -> None:
    def ready() -> bool:
        assert process.poll() is None, (stack.directory / "notify.log").read_text()[-3000:]
        try:
            return httpx.get(f"{stack.ops_url('notify')}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    await until(ready, "notify is ready", within_s=60)


async def send(producer: Producer, topic: Topic, events: Sequence[Event]) -> None:
    records = [Record(topic.name, event.subject.encode(), encode(event, topic.producer)) for event in events]
    await producer.deliver(records)
