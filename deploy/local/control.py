"""Starts and stops the parts of a stack in the background, and tells how they are."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from deploy.local.daemon import NotReadyError, tail
from deploy.local.environment import REPOSITORY, Stack, stack_variables
from deploy.local.parts import Component
from deploy.local.processes import end, recorded

_launched: list["subprocess.Popen[bytes]"] = []
"""Held for as long as this program runs: the parts outlive it, and letting go of them would read as a mistake."""

SERVICE_PATIENCE = 25.0
"""Seconds a part may take to finish what it has begun."""


@dataclass(frozen=True)
class PartStatus:
    """How one part is just now. `memory` is in bytes."""

    name: str
    state: str
    pid: int | None
    address: str
    memory: int


def launch(stack: Stack, part: Component) -> bool:
    """Start a part in the background, in a session of its own. False when it runs already."""
    if recorded(stack.supervisor_file(part.name)):
        return False
    _end_recorded(stack, part.name)
    log = stack.log(part.name)
    log.parent.mkdir(parents=True, exist_ok=True)
    stack.supervisor_file(part.name).unlink(missing_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.run", part.name],
            cwd=REPOSITORY,
            env={**os.environ, **stack_variables(stack)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _launched.append(process)
    _await_record(stack, part, process)
    return True


def wait_ready(stack: Stack, part: Component, timeout: float = 120) -> float:
    """Seconds until the part answered. Raises NotReadyError when it gave up or stays silent."""
    began = time.monotonic()
    while not part.is_ready():
        if recorded(stack.supervisor_file(part.name)) is None:
            raise NotReadyError(f"{part.name} gave up:\n{tail(stack.log(part.name))}")
        if time.monotonic() - began > timeout:
            raise NotReadyError(f"{part.name} is not ready after {timeout:.0f} s:\n{tail(stack.log(part.name))}")
        time.sleep(0.2)
    return time.monotonic() - began


def halt(stack: Stack, name: str) -> str:
    """End a part: its supervisor first, so that it is not started again. Says what happened."""
    supervisor = recorded(stack.supervisor_file(name))
    ended_well = end(supervisor, SERVICE_PATIENCE) if supervisor else None
    left_over = _end_recorded(stack, name)
    stack.supervisor_file(name).unlink(missing_ok=True)
    if ended_well is None and not left_over:
        return "was not running"
    return "stopped" if ended_well else "killed: it did not end in time"


def status_of(stack: Stack, part: Component) -> PartStatus:
    """The part's state: ready, starting (or starting again), or stopped."""
    process = recorded(stack.pid_file(part.name))
    supervised = recorded(stack.supervisor_file(part.name)) is not None
    if not supervised and process is None:
        return PartStatus(part.name, "stopped", None, part.address, 0)
    state = "ready" if process and part.is_ready() else "starting"
    return PartStatus(part.name, state, process.pid if process else None, part.address, _memory(process))


def own_pids(stack: Stack, names: Iterable[str]) -> frozenset[int]:
    """The processes of the parts that run already."""
    found = (recorded(stack.pid_file(name)) for name in names)
    return frozenset(process.pid for process in found if process)


def _await_record(stack: Stack, part: Component, process: "subprocess.Popen[bytes]") -> None:
    """Until the part has written down who it is: then it can be asked, and ended, by its file."""
    while not stack.supervisor_file(part.name).exists():
        if process.poll() is not None:
            raise NotReadyError(f"{part.name} did not start:\n{tail(stack.log(part.name))}")
        time.sleep(0.05)


def _end_recorded(stack: Stack, name: str) -> bool:
    """End the part's own process if it lost its supervisor. True when there was one."""
    process = recorded(stack.pid_file(name))
    if process:
        end(process, SERVICE_PATIENCE)
    stack.pid_file(name).unlink(missing_ok=True)
    return process is not None


def _memory(process: psutil.Process | None) -> int:
    try:
        return int(process.memory_info().rss) if process else 0
    except psutil.NoSuchProcess:
        return 0
