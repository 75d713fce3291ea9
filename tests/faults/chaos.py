"""Kills, stops and continues the components of a running stack, one fault after the other."""

import asyncio
import os
import random
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from deploy.local.components import components_of
from deploy.local.environment import Stack
from deploy.local.pids import recorded
from deploy.processes import PROCESSES

STOPPED_S = 14.0
"""How long a stopped worker stands still: longer than its session, so others may take its partitions."""
READY_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Fault:
    """What happens to which component."""

    kind: str
    component: str


def schedule(seed: int, kills: int) -> list[Fault]:
    """`kills` of every service, one of the broker and of the store, and one stop of sla, in an order of the seed's."""
    faults = [Fault("kill", name) for name in PROCESSES for _ in range(kills)]
    faults += [Fault("kill", "broker"), Fault("kill", "store"), Fault("stop", "sla")]
    random.Random(seed).shuffle(faults)
    return faults


@dataclass
class Chaos:
    """Does what a schedule says. `done` lists what happened, for the message of a failing test."""

    stack: Stack
    done: list[str] = field(default_factory=list)

    async def run(self, faults: Sequence[Fault], pause_s: float) -> None:
        """One fault every `pause_s` seconds; a component that is down is waited for, so that each fault hits."""
        for fault in faults:
            await asyncio.sleep(pause_s)
            await self._hit(fault)
        await self.all_ready()

    async def all_ready(self) -> None:
        """Wait until every component answers again."""
        for component in components_of(self.stack).values():
            async with asyncio.timeout(READY_TIMEOUT_S):
                while not await asyncio.to_thread(component.is_ready):
                    await asyncio.sleep(0.2)

    async def _hit(self, fault: Fault) -> None:
        pid = await self._pid(fault.component)
        self.done.append(f"{fault.kind} {fault.component}")
        if fault.kind == "kill":
            os.kill(pid, signal.SIGKILL)
            return
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(STOPPED_S)
        os.kill(pid, signal.SIGCONT)

    async def _pid(self, name: str) -> int:
        async with asyncio.timeout(READY_TIMEOUT_S):
            while True:
                for process in self._processes(name):
                    return process
                await asyncio.sleep(0.1)

    def _processes(self, name: str) -> Iterator[int]:
        process = recorded(self.stack.pid_file(name))
        if process is not None:
            yield process.pid
