"""A stack of the demonstration's own: its directory and ports are apart from those of `make up`."""

import fcntl
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.markup import escape

from deploy.local.components import components_of
from deploy.local.control import halt, launch, wait_ready
from deploy.local.daemon import NotReadyError
from deploy.local.environment import Stack, stack_from
from deploy.local.ports import BASE_VARIABLE, is_listening, ports_from
from deploy.local.preflight import examine
from deploy.processes import Platform

FOLDERS = ("access", "city", "faust", "kafka", "log", "mail", "run", "store")
"""What a run leaves behind, and the next one begins without."""

PORT_BASES = range(18_100, 30_000, 20)
"""Below the range from which systems take ports for outgoing connections."""

AT_ONCE = 4
"""Processes that start at the same time: more of them only wait for each other on a small machine."""


class CannotStart(Exception):
    """The stack cannot run here; each line says what is missing and what to do."""


def own_stack() -> Stack:
    """The demonstration's directory and the first free block of ports."""
    for base in PORT_BASES:
        ports = ports_from({BASE_VARIABLE: str(base)})
        if not any(is_listening(port) for port in ports.by_name().values()):
            return replace(stack_from(), directory=stack_from().directory / "demo", ports=ports, prefix="")
    raise CannotStart("no block of free ports was found: end other programs")


def with_own_city(stack: Stack) -> Stack:
    """The same stack with a city's files of its own, which are put there before it starts."""
    return replace(stack, city=stack.directory / "city")


@contextmanager
def running(
    stack: Stack, console: Console, keep: bool = False, prepare_city: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Start everything from nothing and stop it again, whatever happens; with `keep` it stays after a good end.

    `prepare_city` puts files into the emptied directory.
    """
    with _alone(stack.directory):
        _clear(stack, console)
        prepare_city()
        if missing := examine(stack):
            raise CannotStart("\n".join(map(str, missing)))
        good_end = False
        try:
            _start(stack, console)
            yield
            good_end = True
        except NotReadyError as error:
            raise CannotStart(f"{error}\nThe logs are in {os.path.relpath(stack.directory)}/log.") from error
        finally:
            if not (keep and good_end):
                stop(stack, console)


def stop(stack: Stack, console: Console) -> None:
    """End the components by the pids that were recorded at their start, services first. Not to be interrupted."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with console.status("stopping"), ThreadPoolExecutor() as pool:
            services = [component.name for component in components_of(stack).values() if component.is_service]
            outcomes = [*pool.map(lambda name: halt(stack, name), services)]
            outcomes += pool.map(lambda name: halt(stack, name), Platform)
        if stopped := sum(outcome != "was not running" for outcome in outcomes):
            console.print(f"stopped {stopped} processes")
    finally:
        signal.signal(signal.SIGINT, before)


def _start(stack: Stack, console: Console) -> None:
    """All at once: the services wait for broker and store by themselves, and the first one makes topics and keys."""
    components = list(components_of(stack).values())
    began = monotonic()
    with console.status(f"starting {len(components)} processes"), ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda component: launch(stack, component), components))
    for component in components:
        with console.status(f"waiting for {component.name}"):
            wait_ready(stack, component)
        console.print(
            f"[green]ready[/]  {component.name:<13} {escape(component.address)}  ({monotonic() - began:.1f} s)"
        )


def _clear(stack: Stack, console: Console) -> None:
    """End what an earlier run left (it was kept, or killed) and remove its data."""
    stop(stack, console)
    for name in FOLDERS:
        shutil.rmtree(stack.directory / name, ignore_errors=True)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart("another demonstration is running: wait for its end, or set TANGGAP_LOCAL") from error
        yield
