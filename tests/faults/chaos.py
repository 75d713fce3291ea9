"""Kills, stops and wakes the parts of a running stack, one fault after the other."""

import asyncio
import os
import random
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from deploy.local.environment import Stack
from deploy.local.parts import parts_of
from deploy.local.ports import SERVICES
from deploy.local.processes import recorded

AWAY_S = 14.0
"""How long a stopped worker stays away: longer than its session, so others may take its partitions."""
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Fault:
    """What happens to which part."""

    kind: str
    part: str


def schedule(seed: int, kills: int) -> list[Fault]:
    """`kills` of every service, one of the broker and of the store, and one stop of sla, in an order of the seed's."""
    faults = [Fault("kill", part) for part in SERVICES for _ in range(kills)]
    faults += [Fault("kill", "broker"), Fault("kill", "store"), Fault("stop", "sla")]
    random.Random(seed).shuffle(faults)
    return faults


@dataclass
class Chaos:
    """Does what a schedule says. `done` tells what happened, for the message of a failing test."""

    stack: Stack
    done: list[str] = field(default_factory=list)

    async def run(self, faults: Sequence[Fault], pause_s: float) -> None:
        """One fault every `pause_s` seconds; a part that is still away is waited for, so that each fault hits."""
        for fault in faults:
            await asyncio.sleep(pause_s)
            await self._hit(fault)
        await self.all_ready()

    async def all_ready(self) -> None:
        """Wait until every part answers again."""
        for part in parts_of(self.stack).values():
            async with asyncio.timeout(PATIENCE_S):
                while not await asyncio.to_thread(part.is_ready):
                    await asyncio.sleep(0.2)

    async def _hit(self, fault: Fault) -> None:
        pid = await self._pid(fault.part)
        self.done.append(f"{fault.kind} {fault.part}")
        if fault.kind == "kill":
            os.kill(pid, signal.SIGKILL)
            return
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(AWAY_S)
        os.kill(pid, signal.SIGCONT)

    async def _pid(self, part: str) -> int:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for process in self._processes(part):
                    return process
                await asyncio.sleep(0.1)

    def _processes(self, part: str) -> Iterator[int]:
        process = recorded(self.stack.pid_file(part))
        if process is not None:
            yield process.pid
