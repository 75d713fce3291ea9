"""Improvements as a process that is killed: at a certain step, or after some time."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.environment import REPOSITORY, Stack, service_environment
from services.improvements.application.dependencies import Dependencies

RUNS_FOR_S = 120.0
"""The longest time until a process comes to the step at which it is to be killed."""


@dataclass
class Setting:
    """Topics and a database, and improvements in a process of its own."""

    stack: Stack
    folder: Path
    deps: Dependencies

    def start(self, *killpoint: object, every_s: int = 2) -> "subprocess.Popen[bytes]":
        own = service_environment(self.stack, "improvements")
        short = {"SEARCH_EVERY_S": str(every_s), "RELAY_LEASE_S": "1", "SESSION_TIMEOUT_S": "6"}
        command = [sys.executable, "-m", "tests.faults.improvements_process", *map(str, killpoint)]
        with (self.folder / "improvements.log").open("ab") as log:
            return subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | own | short, stdout=log, stderr=log)

    async def killed_at(self, *killpoint: object) -> None:
        """It runs until it comes to the moment; fails when it ends in another way."""
        process = self.start(*killpoint)
        try:
            code = await asyncio.to_thread(process.wait, RUNS_FOR_S)
        finally:
            process.kill()
            process.wait()
        assert code == -signal.SIGKILL, (killpoint, self.tail())

    async def killed_after(self, seconds: float) -> None:
        """It runs for so long."""
        process = self.start()
        await asyncio.sleep(seconds)
        assert process.poll() is None, self.tail()
        process.kill()
        process.wait()

    def tail(self) -> str:
        return (self.folder / "improvements.log").read_text(encoding="utf-8")[-3_000:]
