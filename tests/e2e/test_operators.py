"""What operators type works on a whole running stack: first looks of runbooks, `tanggap trace`, `tanggap status`."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from rich.console import Console

from chassis.broker import answered
from chassis.producer import Producer
from contracts.records import Record
from contracts.topics import COMPLAINTS
from demo.intake_client import IntakeClient
from demo.stack import running
from deploy.local.access import read_plain
from deploy.local.components import components_of
from deploy.local.control import halt, launch, wait_ready
from deploy.local.environment import REPOSITORY, Stack, stack_variables
from deploy.local.ports import free_ports
from deploy.observability.model import RUNBOOKS
from deploy.processes import PROCESSES

TIMEOUT_S = 120.0
TEXT = "Jalan berlubang di depan rumah Budi"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / RUNBOOKS).glob("*.md"))}
COMMANDS = sorted({line for text in PAGES.values() for block in BLOCK.findall(text) for line in block.splitlines()})


@pytest.fixture(scope="module")
def whole_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """All components running, for the tests of this file."""
    stack = Stack(directory=tmp_path_factory.mktemp("seen"), ports=free_ports(), prefix="seen.")
    with running(stack, Console(quiet=True)):
        yield stack


def tanggap(stack: Stack, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Type a command about this local stack."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("KAFKA_", "MONGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "tools.tanggap", "--local", *arguments],
        cwd=REPOSITORY,
        env=inherited | stack_variables(stack) | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def until(holds: Callable[[], Any], what: str) -> Any:
    """Wait for something that is true, and return it."""
    end = time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.5)
    raise AssertionError(f"did not happen in {TIMEOUT_S:.0f} s: {what}")


def test_a_life_is_told_hop_by_hop_with_its_delays(whole_stack: Stack) -> None:
    key = {"X-API-Key": read_plain(whole_stack)["channels"]["demo"]}
    request = {"text": TEXT, "category": "jalan-rusak"}
    filed = httpx.post(f"{whole_stack.api_url}/v1/complaints", json=request, headers=key).json()

    def told() -> list[dict[str, Any]]:
        ran = tanggap(whole_stack, "trace", filed["id"], "--json")
        hops: list[dict[str, Any]] = json.loads(ran.stdout) if ran.returncode == 0 else []
        return hops if any(hop["about"].startswith("escalated to") for hop in hops) else []

    hops = until(told, "a message about an escalation")
    steps = list(dict.fromkeys(hop["step"] for hop in hops))
    wanted = ["complaint.filed", "complaint.assigned", "clocks.set", "deadline.breached", "complaint.escalated"]
    assert [step for step in steps if step in wanted] == wanted
    by_id = {hop["event_id"]: hop for hop in hops}
    assert all(hop["to_topic_s"] >= 0 for hop in hops if hop["step"] != "complaint.filed")
    assert all((hop["cause"] is None) == (hop["after_cause_s"] is None) for hop in hops)
    delivered = next(hop for hop in hops if hop["step"] == "notification.delivered")
    assert delivered["cause"] in by_id
    assert {hop["trace_id"] for hop in hops} == {hops[0]["trace_id"]}, "all goes back to the filing"
    shown = tanggap(whole_stack, "trace", filed["id"])
    assert shown.returncode == 0
    assert "complaint.escalated" in shown.stdout
    assert "Budi" not in shown.stdout


def test_a_complaint_that_the_topics_do_not_know_is_refused(whole_stack: Stack) -> None:
    ran = tanggap(whole_stack, "trace", "nobody")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "nothing about a complaint 'nobody'" in ran.stderr


def test_a_running_stack_is_well(whole_stack: Stack) -> None:
    said = json.loads(until(lambda: _status(whole_stack, 0), "all well"))
    assert (said["verdict"], said["wrong"], said["unknown"]) == ("all well", [], [])
    assert {each["name"] for each in said["processes"]} == set(PROCESSES)
    assert len({each["version"] for each in said["processes"]}) == 1
    assert ("sla", "assignments") in {(each["stage"], each["topic"]) for each in said["lag"]}
    relays = {each["topic"]: each["relays"] for each in said["outboxes"]}
    assert relays == dict.fromkeys(("complaints", "notifications", "findings", "improvements"), 1)
    assert said["dead_letters_of_a_day"]["complaints"] == 0
    screen = tanggap(whole_stack, "status")
    assert screen.returncode == 0
    assert "all well" in screen.stdout
    assert all(name in screen.stdout for name in PROCESSES)


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_of_a_runbook_works(whole_stack: Stack, intake: IntakeClient, command: str) -> None:
    """What it counts by its kind has happened once: the same complaint, however often."""
    await intake.file(
        "for the runbooks", {"external_id": "runbooks-1", "text": "Lampu jalan mati", "category": "lampu-jalan"}
    )
    environment = {**os.environ, **stack_variables(whole_stack)}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=TIMEOUT_S, check=False, cwd=REPOSITORY,
        env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def test_every_runbook_has_commands() -> None:
    assert [name for name, text in PAGES.items() if name != "README" and not BLOCK.findall(text)] == []


def test_a_process_that_is_down_is_wrong(whole_stack: Stack) -> None:
    halt(whole_stack, "routing")
    try:
        said = json.loads(until(lambda: _status(whole_stack, 1), "something wrong"))
        assert any(line.startswith("routing (") for line in said["wrong"])
        one = f"routing={whole_stack.ops_url('routing')}"
        assert tanggap(whole_stack, "status", "--ops", one).returncode == 2, "nothing answers: nothing can be told"
    finally:
        component = components_of(whole_stack)["routing"]
        launch(whole_stack, component)
        wait_ready(whole_stack, component)


async def test_a_dead_letter_of_today_is_wrong(whole_stack: Stack) -> None:
    producer = Producer(whole_stack.bootstrap, whole_stack.prefix, "test")
    async with answered(30):
        await producer.start()
        await producer.deliver([Record(COMPLAINTS.name, b"c-1", b"poison")])
        await producer.stop()
    said = json.loads(until(lambda: _status(whole_stack, 1), "a dead letter"))
    assert any("dead letter(s) of complaints" in line for line in said["wrong"])


def test_a_wrong_address_is_a_wrong_call(whole_stack: Stack) -> None:
    ran = tanggap(whole_stack, "status", "--ops", "routing")
    assert ran.returncode == 2
    assert "must be like" in ran.stderr


def _status(stack: Stack, code: int) -> str | None:
    ran = tanggap(stack, "status", "--json")
    return ran.stdout if ran.returncode == code else None
