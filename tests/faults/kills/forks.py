"""Starts counting workers within milliseconds: a warm process forks them, so that a kill can hit the first moments.

`python -m tests.faults.kills.forks` is that process: it reads orders as lines of JSON and reports starts and ends.
"""

import asyncio
import json
import os
import select
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from deploy.local.environment import REPOSITORY


class Forks:
    """The warm process, from the side of a test."""

    def __init__(self) -> None:
        self._births: dict[int, asyncio.Future[int]] = {}
        self._deaths: dict[int, asyncio.Future[int]] = {}

    async def __aenter__(self) -> "Forks":
        self._server = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.faults.kills.forks"),
            cwd=REPOSITORY,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for pid, death in self._deaths.items():
            if not death.done():
                os.kill(pid, signal.SIGKILL)
                await death
        assert self._server.stdin is not None
        self._server.stdin.close()
        await self._server.wait()
        self._listening.cancel()

    async def spawn(self, environment: Mapping[str, str], log: Path) -> int:
        """Start a worker and return its process id."""
        number = len(self._births)
        self._births[number] = asyncio.get_running_loop().create_future()
        order = {"number": number, "environment": dict(environment), "log": str(log)}
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(order).encode() + b"\n")
        pid = await self._births[number]
        self._death(pid)
        return pid

    async def gone(self, pid: int, within_s: float | None = None) -> int | None:
        """The exit code of a worker (negative for a signal), or None when it still lives after that time."""
        done, _ = await asyncio.wait([self._death(pid)], timeout=within_s)
        return self._death(pid).result() if done else None

    async def kill(self, pid: int, number: signal.Signals = signal.SIGKILL) -> None:
        """End a worker as a crash would, or as an orderly stop does."""
        if not self._death(pid).done():
            os.kill(pid, number)
        await self._death(pid)

    def _death(self, pid: int) -> asyncio.Future[int]:
        return self._deaths.setdefault(pid, asyncio.get_running_loop().create_future())

    async def _listen(self) -> None:
        assert self._server.stdout is not None
        async for line in self._server.stdout:
            news: dict[str, int] = json.loads(line)
            if "born" in news:
                self._births[news["born"]].set_result(news["pid"])
            else:
                self._death(news["gone"]).set_result(news["code"])


def serve() -> None:
    """Fork on order until the orders end. Single-threaded and without a loop, as a fork wants it."""
    import tests.component.chassis.counting  # noqa: F401 -- the children find it warm

    orders = b""
    while True:
        ready, _, _ = select.select([sys.stdin.fileno()], [], [], 0.01)
        if ready:
            read = os.read(sys.stdin.fileno(), 65536)
            if not read:
                return
            *lines, orders = (orders + read).split(b"\n")
            for line in lines:
                _fork(json.loads(line))
        _tell_of_deaths()


def _fork(order: dict[str, Any]) -> None:
    pid = os.fork()
    if pid == 0:
        _be_a_worker(order)
    _tell({"born": order["number"], "pid": pid})


def _tell_of_deaths() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _tell({"gone": pid, "code": os.waitstatus_to_exitcode(status)})


def _tell(news: dict[str, int]) -> None:
    os.write(1, json.dumps(news).encode() + b"\n")


def _be_a_worker(order: dict[str, Any]) -> NoReturn:
    from tests.component.chassis import counting

    os.setsid()
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor in (0, 1, 2):
        os.dup2(log, descriptor)
    os.environ.update(order["environment"])
    counting.main()


if __name__ == "__main__":
    serve()
