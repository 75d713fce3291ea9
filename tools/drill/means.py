"""How outages are made: each is a block in which something is wrong, and afterwards is right again."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import psutil
from aiokafka import AIOKafkaProducer

from chassis.mongo import Driver
from contracts.topics import COMPLAINTS
from deploy.local.components import components_of
from deploy.local.control import STOP_TIMEOUT_S, halt, launch, wait_ready
from deploy.local.environment import Stack
from deploy.local.pids import end, recorded
from deploy.local.ports import HOST

Again = Callable[[], Awaitable[None]]
"""What has to be done again and again while an outage lasts."""
POISON = 60
"""Records: more than the alert needs, too few to be most of what a worker reads."""
FULL = 0.97
STORE_TIMEOUT_S = 5.0


class NotAsPlannedError(Exception):
    """What an outage needs did not come; the message says what."""


class NotPlayed(Exception):
    """This machine cannot play it; the message says what is missing."""


async def nothing() -> None:
    """There is nothing to be done again."""


@asynccontextmanager
async def killed(stack: Stack, name: str) -> AsyncIterator[Again]:
    """A component ends in the middle of what it does, and nobody starts it again."""
    try:
        # Its supervisor first, which would start it again.
        for file in (stack.supervisor_file(name), stack.pid_file(name)):
            if (process := recorded(file)) is not None:
                process.kill()
                await asyncio.to_thread(process.wait)
        yield nothing
    finally:
        await start(stack, name)


@asynccontextmanager
async def standing_still(stack: Stack, name: str) -> AsyncIterator[Again]:
    """A process exists and does nothing."""
    process = recorded(stack.pid_file(name))
    if process is None:
        raise NotPlayed(f"{name} does not run")
    process.send_signal(signal.SIGSTOP)
    try:
        yield nothing
    finally:
        process.send_signal(signal.SIGCONT)
        await _ready(stack, name)


@asynccontextmanager
async def crashing(stack: Stack, name: str) -> AsyncIterator[Again]:
    """A process is killed as often as it is started."""

    async def again() -> None:
        process = recorded(stack.pid_file(name))
        if process is not None and await asyncio.to_thread(components_of(stack)[name].is_ready):
            process.kill()

    try:
        yield again
    finally:
        await start(stack, name)


@asynccontextmanager
async def refusing_mail(stack: Stack) -> AsyncIterator[Again]:
    """In the place of the mail server one that sends everybody away."""

    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"421 4.3.2 closed for the drill\r\n")
        await writer.drain()
        writer.close()

    try:
        await asyncio.to_thread(halt, stack, "mailbox")
        server = await asyncio.start_server(refuse, HOST, stack.ports.smtp)
        async with server:
            yield nothing
    finally:
        await start(stack, "mailbox")


@asynccontextmanager
async def poison(stack: Stack) -> AsyncIterator[Again]:
    """Records that are no events lie among the complaints."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.bootstrap)
    await producer.start()
    try:
        for number in range(POISON):
            await producer.send_and_wait(
                f"{stack.prefix}{COMPLAINTS.name}", b"{not an event", key=f"drill-{number}".encode()
            )
        yield nothing
    finally:
        await producer.stop()


@asynccontextmanager
async def lease_taken(stack: Stack) -> AsyncIterator[Again]:
    """Somebody holds the lease of the outbox of complaints and publishes nothing."""
    driver = Driver(stack.mongo_url, stack.database, pool=1, timeout_s=STORE_TIMEOUT_S)
    driver.open()
    leases = driver.collection("relay_leases")

    async def again() -> None:
        change = {"$inc": {"token": 1, "beat": 1}, "$set": {"holder": "drill", "released": False}}
        await leases.update_one({"_id": COMPLAINTS.name}, change)

    try:
        await again()
        yield again
    finally:
        driver.close()


@asynccontextmanager
async def nearly_full(stack: Stack, name: str) -> AsyncIterator[Again]:
    """A process finds almost no room where it keeps its files: a small disk of its own, filled."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        raise NotPlayed("a small disk can only be mounted as root")
    small = stack.directory / "small"
    small.mkdir(exist_ok=True)
    await _run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(small))
    try:
        with (small / "filled").open("wb") as file:
            file.write(b"\0" * int(8 * 2**20 * FULL))
        async with instead(stack, name, {"TMPDIR": str(small)}):
            yield nothing
    finally:
        await _run("umount", str(small))


@asynccontextmanager
async def ahead(stack: Stack, name: str, hours: int) -> AsyncIterator[Again]:
    """A process whose clock is wrong."""
    if shutil.which("faketime") is None:
        raise NotPlayed("faketime is not on this machine; on Debian: apt-get install faketime")
    async with instead(stack, name, {}, ("faketime", "-f", f"+{hours}h")):
        yield nothing


@asynccontextmanager
async def instead(
    stack: Stack, name: str, environment: Mapping[str, str], launcher: tuple[str, ...] = ()
) -> AsyncIterator[None]:
    """The same process, started in another way, in the place of the one that runs."""
    component = components_of(stack)[name]
    try:
        await asyncio.to_thread(halt, stack, name)
        with stack.log(name).open("ab") as log:
            process = subprocess.Popen(
                [*launcher, *component.command()],
                env={**os.environ, **component.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            yield
        finally:
            await asyncio.to_thread(_end_all, process)
    finally:
        await start(stack, name)


def _end_all(launched: "subprocess.Popen[bytes]") -> None:
    """End what was launched: the launcher may be a process of its own, with ours below it."""
    launcher = psutil.Process(launched.pid)
    for each in [*launcher.children(recursive=True), launcher]:
        end(each, STOP_TIMEOUT_S)
    launched.wait()


async def start(stack: Stack, name: str) -> None:
    """Start a component, and wait until it is ready."""
    await asyncio.to_thread(launch, stack, components_of(stack)[name])
    await _ready(stack, name)


async def _ready(stack: Stack, name: str) -> None:
    await asyncio.to_thread(wait_ready, stack, components_of(stack)[name])


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command)
    if await process.wait() != 0:
        raise NotPlayed(f"{command[0]} failed")
