"""What everything is measured on: a broker and a store of its own, and programs that run on them for a while."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
from rich.console import Console

from deploy.local.access import ensure_access
from deploy.local.broker import Broker
from deploy.local.components import answers
from deploy.local.daemon import Daemon, tail
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.ports import free_ports
from deploy.local.store import SERVER, Store
from deploy.processes import PROCESSES
from tests.bench.results import MeasurementError
from tests.stacks import fresh

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 30.0
READY_LOOK_S = 0.02


@dataclass(frozen=True)
class Plan:
    """How much is measured. A round of the intake API has `slices` of each side, every one `slice_s` long."""

    rounds: int = 5
    slices: int = 5
    slice_s: float = 1.0
    warm_up_s: float = 3.0
    routing_events: int = 20_000
    sla_events: int = 10_000
    latency_s: float = 60.0
    open_complaints: tuple[int, ...] = (20_000, 100_000)
    closed_complaints: int = 100_000
    notify_messages: int = 3_000
    notify_waiting: int = 100_000
    gathered_complaints: int = 500
    searched_complaints: int = 10_000


QUICK = Plan(
    rounds=2,
    slices=2,
    slice_s=0.5,
    warm_up_s=0.5,
    routing_events=5_000,
    sla_events=3_000,
    latency_s=5,
    open_complaints=(500, 2_000),
    closed_complaints=2_000,
    notify_messages=300,
    notify_waiting=500,
    gathered_complaints=100,
    searched_complaints=4_000,
)
"""Only to see that everything works: its figures mean nothing."""


@dataclass(frozen=True)
class Ground:
    """A running broker and store. What is measured on it takes topics and a database of its own: `fresh()`."""

    stack: Stack
    plan: Plan
    console: Console

    def fresh(self) -> "Ground":
        """The same broker and store, with topics and a database that nobody has used."""
        return replace(self, stack=fresh(self.stack))

    def say(self, text: str) -> None:
        """One line of progress."""
        self.console.print(text)


@dataclass(frozen=True)
class Program:
    """A module to run as a process of its own, and how to ask it whether it is ready.

    `launcher` is a command that runs it, such as a profiler.
    """

    name: str
    module: str
    environment: Mapping[str, str]
    arguments: tuple[str, ...] = ()
    is_ready: Callable[[], bool] = field(default=lambda: True)
    launcher: tuple[str, ...] = ()


@dataclass(frozen=True)
class Running:
    """A program that runs."""

    program: Program
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def resident(self) -> int:
        """Bytes of memory that it holds."""
        self.check()
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def check(self) -> None:
        """Raises `MeasurementError` with the end of its log when it no longer runs."""
        if self.process.poll() is not None:
            code = self.process.returncode
            raise MeasurementError(f"{self.program.name} ended with {code}:\n{tail(self.log)}")


@contextmanager
def new_ground(plan: Plan, console: Console, store: Path = SERVER) -> Iterator[Ground]:
    """A broker and a store in a temporary directory on free ports; both are stopped and removed at the end.

    `store` is the program that serves the store.
    """
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as name, ExitStack() as cleanup:
        stack = Stack(directory=Path(name), ports=free_ports())
        daemons: tuple[Daemon, ...] = (
            Broker(stack.directory / "kafka", stack.ports),
            Store(stack.directory / "store", stack.ports, store),
        )
        with console.status("starting a broker and a store"):
            for daemon in daemons:
                cleanup.callback(daemon.stop)
                daemon.start()
            for daemon in daemons:
                daemon.wait_until_ready()
        stack.faust.mkdir()
        ensure_access(stack)
        yield Ground(stack, plan, console)


def service(stack: Stack, name: str) -> Program:
    """A service of Tanggap, as the local stack runs it."""
    ready = f"{stack.ops_url(name)}/readyz"
    return Program(name, PROCESSES[name].module, service_environment(stack, name), is_ready=lambda: answers(ready))


@contextmanager
def running(stack: Stack, program: Program) -> Iterator[Running]:
    """The program, ready for work; it is stopped at the end."""
    log = stack.log(program.name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*program.launcher, sys.executable, "-m", program.module, *program.arguments],
            cwd=REPOSITORY,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        started = Running(program, process, log)
        _await_ready(started)
        yield started
    finally:
        _end(process)


def _await_ready(started: Running) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not started.program.is_ready():
        started.check()
        if time.monotonic() > deadline:
            raise MeasurementError(
                f"{started.program.name} is not ready after {START_TIMEOUT_S:g} s:\n{tail(started.log)}"
            )
        time.sleep(READY_LOOK_S)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program; a launcher ends with it and writes down what it has found."""
    with contextlib.suppress(psutil.NoSuchProcess):
        started = psutil.Process(process.pid)
        for each in started.children() or [started]:
            each.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
