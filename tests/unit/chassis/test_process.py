"""How a process ends: 78 when somebody must correct its configuration, 70 rather than lose an event, 0 when told to."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PARTS = """
import asyncio, threading, time
from chassis.errors import ConfigurationError
from chassis.process import run, spawn
from chassis.watchdog import Watchdog
from chassis.settings import ServiceSettings

class Component:
    def __init__(self, name, at_start=None):
        self.name, self.at_start = name, at_start
    async def start(self):
        print("start", self.name, flush=True)
        if self.at_start:
            self.at_start()
    async def stop(self):
        print("stop", self.name, flush=True)
    def not_ready_because(self):
        return None

def refuse():
    raise ConfigurationError("config/trial/units.yaml:3: units.0.id: wrong")

async def refuse_later():
    refuse()

async def fail():
    raise ZeroDivisionError

async def end():
    pass

async def escapes():
    # As a library does whose task was cancelled, and which awaits it.
    task = asyncio.ensure_future(asyncio.sleep(60))
    task.cancel()
    await task

async def ignore_every_cancellation():
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            pass

def leave_behind():
    asyncio.get_running_loop().create_task(ignore_every_cancellation())
    threading.Thread(target=time.sleep, args=(60,)).start()

def block():
    async def busy():
        await asyncio.sleep(0.1)
        time.sleep(0.8)
    spawn("busy", busy(), may_end=True)

def block_for_ever():
    async def stand_still():
        while True:
            pass
    spawn("standing still", stand_still())
"""


def test_a_missing_setting_ends_it_with_78_and_its_name() -> None:
    ended = run_service("lambda settings: ()", {})
    assert ended.returncode == 78
    assert ended.stderr.splitlines() == [
        "trial cannot start: environment variables are missing or wrong:",
        "  OPS_PORT: Field required",
    ]


@pytest.mark.parametrize("create_app", ["lambda settings: refuse()", "lambda settings: [Component('only', refuse)]"])
def test_a_wrong_configuration_ends_it_with_78_and_the_reason(create_app: str) -> None:
    ended = run_service(create_app)
    assert ended.returncode == 78
    assert ended.stderr.strip() == "trial cannot start: config/trial/units.yaml:3: units.0.id: wrong"


def test_what_has_started_is_stopped_when_a_later_part_cannot() -> None:
    ended = run_service(
        "lambda settings: [Component('one'), Component('two'), Component('three', refuse), Component('four')]"
    )
    assert ended.stdout.split("\n")[:-1] == ["start one", "start two", "start three", "stop two", "stop one"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_parts_in_reverse_order(number: signal.Signals) -> None:
    process = start_service("lambda settings: [Component('one'), Component('two')]")
    assert process.stdout is not None
    while "start two" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(number)
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, out.split()) == (0, ["stop", "two", "stop", "one"])


def test_what_a_library_leaves_running_does_not_keep_a_stopped_process() -> None:
    process = start_service("lambda settings: [Component('one', leave_behind)]")
    assert process.stdout is not None
    assert process.stdout.readline() == "start one\n"
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "stop one\n")


def test_an_unknown_error_in_the_background_ends_it_with_70_and_says_which() -> None:
    ended = run_service("lambda settings: [Component('one', lambda: spawn('counting', fail()))]")
    assert ended.returncode == 70
    assert "stop" not in ended.stdout
    entry = json.loads(ended.stderr.splitlines()[-1])
    assert (entry["service"], entry["reason"], entry["level"]) == ("trial", "counting failed", "critical")
    assert "ZeroDivisionError" in entry["exception"]


def test_what_must_be_corrected_first_ends_it_with_78_in_the_background_too() -> None:
    ended = run_service("lambda settings: [Component('one', lambda: spawn('counting', refuse_later()))]")
    assert ended.returncode == 78
    assert ended.stderr.splitlines()[-1] == "counting cannot go on: config/trial/units.yaml:3: units.0.id: wrong"


def test_a_background_task_that_ends_by_itself_ends_it_with_70_and_says_which() -> None:
    ended = run_service("lambda settings: [Component('one', lambda: spawn('counting', end()))]")
    assert ended.returncode == 70
    assert "stop" not in ended.stdout
    entry = json.loads(ended.stderr.splitlines()[-1])
    assert (entry["reason"], entry["level"]) == ("counting has ended, though nobody stopped it", "critical")


@pytest.mark.parametrize("may_end", [False, True])
def test_a_background_task_that_somebody_else_cancels_ends_it_with_70(may_end: bool) -> None:
    spawned = f"spawn('counting', escapes(), may_end={may_end})"
    ended = run_service(f"lambda settings: [Component('one', lambda: {spawned})]")
    assert ended.returncode == 70
    assert json.loads(ended.stderr.splitlines()[-1])["reason"] == "counting was cancelled, though nobody here did that"


def test_a_process_that_slept_too_long_ends_with_70_before_it_writes_again() -> None:
    ended = run_service("lambda settings: [Watchdog(0.6), Component('one', block)]")
    assert ended.returncode == 70
    assert "did nothing for" in json.loads(ended.stderr.splitlines()[-1])["reason"]


def test_a_process_whose_loop_stands_still_for_ever_ends_with_70() -> None:
    ended = run_service("lambda settings: [Watchdog(0.6), Component('one', block_for_ever)]")
    assert ended.returncode == 70
    assert "did nothing for" in json.loads(ended.stderr.splitlines()[-1])["reason"]


def test_a_loop_that_beats_lets_it_live() -> None:
    process = start_service("lambda settings: [Watchdog(5), Component('one', block)]")
    with pytest.raises(subprocess.TimeoutExpired):
        process.communicate(timeout=2.5)
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0


def run_service(create_app: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    process = start_service(create_app, environment)
    out, err = process.communicate(timeout=30)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def start_service(create_app: str, environment: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    program = textwrap.dedent(PARTS) + f"\nrun('trial', ServiceSettings, {create_app})\n"
    given = {"OPS_PORT": "0"} if environment is None else environment
    variables = {name: value for name, value in os.environ.items() if name != "OPS_PORT"} | given
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
