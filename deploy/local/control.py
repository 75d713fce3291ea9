"""Starts and stops the components of a stack in the background, and reports their state."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from deploy.local.components import Component
from deploy.local.daemon import NotReadyError, tail
from deploy.local.environment import REPOSITORY, Stack, stack_variables
from deploy.local.pids import end, recorded

_launched: list["subprocess.Popen[bytes]"] = []
"""Kept as long as this program runs: the components outlive it, and a dropped handle would be reported as a leak."""

STOP_TIMEOUT_S = 25.0
"""How long a component may take to finish what it has begun."""


@dataclass(frozen=True)
class ComponentStatus:
    """The state of one component. `memory` is in bytes."""

    name: str
    state: str
    pid: int | None
    address: str
    memory: int


def launch(stack: Stack, component: Component) -> bool:
    """Start a component in the background, in a session of its own. False when it runs already."""
    if recorded(stack.supervisor_file(component.name)):
        return False
    _end_recorded(stack, component.name)
    log = stack.log(component.name)
    log.parent.mkdir(parents=True, exist_ok=True)
    stack.supervisor_file(component.name).unlink(missing_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.run", component.name],
            cwd=REPOSITORY,
            env={**os.environ, **stack_variables(stack)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _launched.append(process)
    _await_record(stack, component, process)
    return True


def wait_ready(stack: Stack, component: Component, timeout: float = 120) -> float:
    """Seconds until the component answered. Raises NotReadyError when it gave up or does not answer."""
    began = time.monotonic()
    while not component.is_ready():
        if recorded(stack.supervisor_file(component.name)) is None:
            raise NotReadyError(f"{component.name} gave up:\n{tail(stack.log(component.name))}")
        if time.monotonic() - began > timeout:
            raise NotReadyError(
                f"{component.name} is not ready after {timeout:.0f} s:\n{tail(stack.log(component.name))}"
            )
        time.sleep(0.2)
    return time.monotonic() - began


def halt(stack: Stack, name: str) -> str:
    """End a component: its supervisor first, so that it is not started again. Says what happened."""
    supervisor = recorded(stack.supervisor_file(name))
    ended_well = end(supervisor, STOP_TIMEOUT_S) if supervisor else None
    left_over = _end_recorded(stack, name)
    stack.supervisor_file(name).unlink(missing_ok=True)
    if ended_well is None and not left_over:
        return "was not running"
    return "stopped" if ended_well else "killed: it did not end in time"


def status_of(stack: Stack, component: Component) -> ComponentStatus:
    """The component's state: ready, starting (or starting again), or stopped."""
    process = recorded(stack.pid_file(component.name))
    supervised = recorded(stack.supervisor_file(component.name)) is not None
    if not supervised and process is None:
        return ComponentStatus(component.name, "stopped", None, component.address, 0)
    state = "ready" if process and component.is_ready() else "starting"
    return ComponentStatus(component.name, state, process.pid if process else None, component.address, _memory(process))


def own_pids(stack: Stack, names: Iterable[str]) -> frozenset[int]:
    """The processes of the components that run already."""
    found = (recorded(stack.pid_file(name)) for name in names)
    return frozenset(process.pid for process in found if process)


def _await_record(stack: Stack, component: Component, process: "subprocess.Popen[bytes]") -> None:
    """Until the component has recorded its process: then it can be asked, and ended, by that file."""
    while not stack.supervisor_file(component.name).exists():
        if process.poll() is not None:
            raise NotReadyError(f"{component.name} did not start:\n{tail(stack.log(component.name))}")
        time.sleep(0.05)


def _end_recorded(stack: Stack, name: str) -> bool:
    """End the component's own process if it lost its supervisor. True when there was one."""
    process = recorded(stack.pid_file(name))
    if process:
        end(process, STOP_TIMEOUT_S)
    stack.pid_file(name).unlink(missing_ok=True)
    return process is not None


def _memory(process: psutil.Process | None) -> int:
    try:
        return int(process.memory_info().rss) if process else 0
    except psutil.NoSuchProcess:
        return 0
