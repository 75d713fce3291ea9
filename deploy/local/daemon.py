"""A long-running program of the local platform: start, wait until ready, stop, kill."""

import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

from deploy.local.environment import REPOSITORY


class NotReadyError(RuntimeError):
    """The program ended or does not answer; the message carries the end of its log."""


class Daemon(ABC):
    """One program with its data in one directory. Starting it again finds the data of the last time."""

    name: str

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its arguments."""

    @abstractmethod
    def is_ready(self) -> bool:
        """True when a real request is answered."""

    def prepare(self) -> None:  # noqa: B027 -- most daemons need nothing before they start
        """Make what the program needs on disk. Does nothing the second time."""

    @property
    def pid(self) -> int:
        """The program's own process. Raises when it was not started."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    @property
    def log(self) -> Path:
        return self.directory / f"{self.name}.log"

    def start(self) -> None:
        """Start the program and return at once."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.prepare()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def wait_until_ready(self, timeout: float = 60) -> float:
        """Seconds it took until the program answered. Raises NotReadyError."""
        began = time.monotonic()
        while not self.is_ready():
            if self._process is not None and self._process.poll() is not None:
                raise NotReadyError(f"{self.name} ended with {self._process.returncode}:\n{tail(self.log)}")
            if time.monotonic() - began > timeout:
                raise NotReadyError(f"{self.name} is not ready after {timeout:.0f} s:\n{tail(self.log)}")
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self, timeout: float = 20) -> None:
        """End the program in good order; kill it after `timeout` seconds."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the program as a crash would: SIGKILL, nothing flushed, no connection closed in order.

        One that has ended is left alone: its pid may be another's by now.
        """
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log; empty when there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
