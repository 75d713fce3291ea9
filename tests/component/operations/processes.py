"""Processes of a stack, started one by one as they are in production."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx
import orjson

from deploy.local.access import ensure_access
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.processes import PROCESSES

TIMEOUT_S = 90.0
AS_IT_IS = ("-m",)
TWO_HOURS_AHEAD = (
    "-c",
    "import runpy, sys, time; right = time.time; time.time = lambda: right() + 7200; "
    "runpy.run_module(sys.argv[1], run_name='__main__')",
)
"""How Python runs a module; a clock that is so far ahead is refused by the broker."""


class Started:
    """One process of the stack, started as it is in production."""

    def __init__(self, stack: Stack, name: str, changes: Mapping[str, str], launcher: Sequence[str]) -> None:
        ensure_access(stack)
        stack.faust.mkdir(exist_ok=True)
        self._ready = f"http://127.0.0.1:{stack.ports.ops(name)}/readyz"
        self._log = stack.directory / f"{name}.log"
        environment = {**os.environ, **service_environment(stack, name), **changes}
        command = [sys.executable, *launcher, PROCESSES[name].module]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=log, stdout=log)

    def lines(self) -> list[str]:
        """What it has said."""
        return self._log.read_text(encoding="utf-8").splitlines()

    def warnings(self) -> list[str]:
        """What it has said about waiting, without what libraries say beside it."""
        said = [orjson.loads(line) for line in self.lines() if line.startswith("{")]
        return [each["reason"] for each in said if each["event"] == "waiting for the broker"]

    async def reasons(self) -> dict[str, str] | None:
        """Why it is not ready; None while it does not answer yet."""
        async with httpx.AsyncClient() as client:
            try:
                answer = await client.get(self._ready)
            except httpx.TransportError:
                return None
        return dict(answer.json()["reasons"])

    async def until(self, holds: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """The reasons, once they fulfil the condition."""
        async with asyncio.timeout(TIMEOUT_S):
            while True:
                assert self.process.poll() is None, self.lines()[-5:]
                reasons = await self.reasons()
                if reasons is not None and holds(reasons):
                    return reasons
                await asyncio.sleep(0.1)


@contextmanager
def started(
    stack: Stack, name: str, changes: Mapping[str, str] | None = None, launcher: Sequence[str] = AS_IT_IS
) -> Iterator[Started]:
    running = Started(stack, name, changes or {}, launcher)
    try:
        yield running
        if running.process.poll() is None:
            running.process.terminate()
            assert running.process.wait(60) == 0, running.lines()[-5:]
    finally:
        running.process.kill()
        running.process.wait()
