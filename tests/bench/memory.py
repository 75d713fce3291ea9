"""What each process takes of the memory once it has started and nothing happens."""

import asyncio
from contextlib import ExitStack

from deploy.local.mailbox import Mailbox
from deploy.processes import PROCESSES
from tests.bench import records
from tests.bench.ground import Ground, Running, running, service
from tests.bench.results import Goal, Line

MIB = 1024**2
MAX_MIB = 150.0
IDLE_S = 5.0
"""Long enough for the first heartbeats and probes, whose code is loaded only then."""


async def measure(ground: Ground) -> list[Line]:
    """The resident memory of the services' processes while all of them run (notify needs a mail server to be ready)."""
    stack = ground.fresh().stack
    await records.make_topics(stack)
    with ExitStack() as programs:
        mailbox = Mailbox(stack.mail, stack.ports)
        programs.callback(mailbox.stop)
        mailbox.start()
        mailbox.wait_until_ready()
        started = [programs.enter_context(running(stack, service(stack, name))) for name in PROCESSES]
        ground.say(f"memory   {len(started)} processes idle for {IDLE_S:g} s")
        await asyncio.sleep(IDLE_S)
        return [_line(each) for each in started]


def _line(process: Running) -> Line:
    return Line(f"memory: {process.program.name}", process.resident / MIB, "MiB", Goal(MAX_MIB, at_least=False))
