"""One process: its parts start in order, run until a signal or an unknown error, and stop in reverse order."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, NoReturn, Protocol, TypeVar

from chassis import logs, tracing
from chassis.errors import EXIT_CONFIGURATION, EXIT_UNKNOWN, ConfigurationError
from chassis.settings import ServiceSettings, load

CANCEL_AGAIN_S = 1.0

log = logs.get(__name__)


class Component(Protocol):
    """Something that a process is made of. `start` returns when the part works; `stop` drains it."""

    name: str

    async def start(self) -> None:
        """Begin; raises `ConfigurationError` when it never can."""

    async def stop(self) -> None:
        """Finish what is in hand, then end."""

    def not_ready_because(self) -> str | None:
        """Why no work should be sent here now, or None when all is well."""


Settings = TypeVar("Settings", bound=ServiceSettings)


def run(
    service: str, settings_model: type[Settings], create_app: Callable[[Settings], Sequence[Component]]
) -> NoReturn:
    """Run a service until it is told to stop. Leaves with 78 when the configuration has to be corrected first."""
    try:
        settings = load(settings_model)
        logs.configure(service, settings.log_level)
        tracing.configure(service, settings.instance, settings.otel_exporter_otlp_endpoint)
        # Never closed: a library's task that ignores its cancellation would keep a stopped process for ever.
        asyncio.Runner().run(_run(create_app(settings)))
    except ConfigurationError as error:
        sys.stderr.write(f"{service} cannot start: {error}\n")
        _leave(EXIT_CONFIGURATION)
    except Exception as error:
        die(f"{service} cannot go on", error)
    tracing.stop()
    _leave(0)


async def _run(parts: Sequence[Component]) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    started: list[Component] = []
    starting, told_to_stop = asyncio.create_task(_start(parts, started)), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([starting, told_to_stop], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            if starting.cancelled():
                die("the start was cancelled, though nobody here did that")
            starting.result()
            await told_to_stop
        log.info("stopping")
    finally:
        for task in (starting, told_to_stop):
            task.cancel()
        await asyncio.wait([starting, told_to_stop])
        for part in reversed(started):
            await part.stop()


async def _start(parts: Sequence[Component], started: list[Component]) -> None:
    """Start the parts in order; a stop that comes meanwhile does not wait for a part that waits for something."""
    for part in parts:
        await part.start()
        started.append(part)
    log.info("started", parts=[part.name for part in parts])


def spawn(name: str, work: Coroutine[Any, Any, None], may_end: bool = False) -> asyncio.Task[None]:
    """Run `work` in the background. An unknown error in it stops the process, for nothing may fail silently.

    So does its end, unless it `may_end` by itself, or `finish` or `cancel` ended it; and so does a cancellation by
    anybody else: a library that lets the one of its own task escape would end ours without a word.
    """
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_stop_on_error if may_end else _stop_on_end)
    return task


async def finish(task: asyncio.Task[None] | None, within_s: float) -> None:
    """Wait until a background task that was told to end has ended; after `within_s` seconds it is cancelled."""
    if task is None or task.done():
        return
    task.remove_done_callback(_stop_on_end)
    task.add_done_callback(_stop_on_error)
    await asyncio.wait([task], timeout=within_s)
    await cancel(task)


async def cancel(task: asyncio.Task[None] | None) -> None:
    """End a background task and wait until it has ended.

    A library may lose a cancellation (`asyncio.wait_for` does before Python 3.12, when what it waits for is ready at
    the same moment), so it is said again until it is heard.
    """
    if task is None or task.done():
        return
    for callback in (_stop_on_end, _stop_on_error):
        task.remove_done_callback(callback)
    task.add_done_callback(_stop_on_failure)
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=CANCEL_AGAIN_S)


def die(reason: str, error: BaseException | None = None) -> NoReturn:
    """Leave at once without acknowledging anything; what was not acknowledged is handled again after the restart."""
    log.critical("stopping rather than losing an event", reason=reason, exc_info=error)
    _leave(EXIT_UNKNOWN)


def _leave(code: int) -> NoReturn:
    """End now, whatever threads and tasks are left."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _stop_on_failure(task: asyncio.Task[None]) -> None:
    if task.cancelled() or (error := task.exception()) is None:
        return
    if isinstance(error, ConfigurationError):
        sys.stderr.write(f"{task.get_name()} cannot go on: {error}\n")
        _leave(EXIT_CONFIGURATION)
    die(f"{task.get_name()} failed", error)


def _stop_on_error(task: asyncio.Task[None]) -> None:
    _stop_on_failure(task)
    if task.cancelled():
        die(f"{task.get_name()} was cancelled, though nobody here did that")


def _stop_on_end(task: asyncio.Task[None]) -> None:
    _stop_on_error(task)
    die(f"{task.get_name()} has ended, though nobody stopped it")
