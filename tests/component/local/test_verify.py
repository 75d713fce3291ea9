"""The outside ledger on the command line, against a real broker."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from chassis.admin import AdminSettings, create_topics
from chassis.producer import Producer
from contracts.events import ComplaintFiled, Event
from contracts.topics import COMPLAINTS
from contracts.values import RoutingInput
from deploy.local.environment import REPOSITORY, Stack
from deploy.local.ports import HOST, free_ports
from tests.builders import step

LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


async def test_it_finds_what_is_missing(stack: Stack) -> None:
    await _published(stack, _filed("c1"))
    checked = _verify("--bootstrap", stack.bootstrap, "--prefix", stack.prefix, "--grace", "0")
    assert checked.returncode == 1
    assert "unassigned c1 " in checked.stdout
    assert "filed 1" in checked.stdout


async def test_it_finds_nothing_in_a_stack_where_nothing_happened(stack: Stack) -> None:
    await _published(stack)
    checked = _verify("--bootstrap", stack.bootstrap, "--prefix", stack.prefix)
    assert checked.returncode == 0
    assert checked.stdout.startswith("outside ledger: 0 findings")


async def test_it_says_what_it_cannot_read(stack: Stack) -> None:
    silent = f"{HOST}:{free_ports().kafka}"
    for options, reason in {
        ("--bootstrap", silent): f"no broker answers at {silent}",
        ("--bootstrap", stack.bootstrap, "--prefix", stack.prefix): f"{stack.bootstrap} has no topic {stack.prefix}",
    }.items():
        checked = _verify(*options)
        assert checked.returncode == 2
        assert reason in checked.stderr


def _filed(complaint_id: str) -> Event:
    routing_input = RoutingInput(channel="demo", filed_at=LONG_AGO)
    return step(ComplaintFiled, complaint_id, LONG_AGO, seq=1, number=0, routing_input=routing_input)


async def _published(stack: Stack, *events: Event) -> None:
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    producer = Producer(stack.bootstrap, stack.prefix, "test")
    await producer.start()
    try:
        await producer.deliver([COMPLAINTS.record(event) for event in events])
    finally:
        await producer.stop()


def _verify(*options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tools.ledger", *options]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)
