"""Runs one program and starts it again when it crashes: `python -m deploy.local.supervise -- CMD…`.

Services end with 70 on an error they do not know, so that they start again from what they had stored. 0 means that
the program was done; 78 means that its configuration is wrong, which starting again does not cure.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from deploy.local.pids import record

CONFIGURATION_ERROR = 78


@dataclass(frozen=True)
class RestartPolicy:
    """How often in a row a program may crash within `fast_crash_s` of its start, and the waits in between."""

    fast_crash_s: float = 3.0
    give_up_after: int = 8
    first_wait_s: float = 0.2
    longest_wait_s: float = 5.0

    def wait(self, fast_crashes: int) -> float:
        """Seconds before the next start: doubles with each fast crash in a row, up to the longest."""
        return min(self.first_wait_s * 2.0 ** max(fast_crashes - 1, 0), self.longest_wait_s)


@dataclass(frozen=True)
class Verdict:
    """What to do after a program ended."""

    restart: bool
    reason: str


def judge(code: int, fast_crashes: int, policy: RestartPolicy) -> Verdict:
    """Whether a program that ended with `code` starts again; `fast_crashes` counts this one in."""
    if code == 0:
        return Verdict(False, "it is done")
    if code == CONFIGURATION_ERROR:
        return Verdict(False, "its configuration is wrong; see the lines above")
    if fast_crashes >= policy.give_up_after:
        return Verdict(False, f"it crashed {fast_crashes} times in a row right after its start")
    return Verdict(True, "it crashed")


class Supervisor:
    """One program under supervision. SIGTERM and SIGINT are passed on, and the program's end is awaited."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        pid_file: Path | None = None,
        policy: RestartPolicy | None = None,
    ) -> None:
        self._command = list(command)
        self._environment = dict(os.environ if environment is None else environment)
        self._pid_file = pid_file
        self._policy = policy or RestartPolicy()
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Run until the program ends for good. Returns its exit code; an end by signal n counts as 128 + n."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._pass_on)
        fast_crashes = 0
        while True:
            code, seconds = self._run_once()
            fast_crashes = fast_crashes + 1 if seconds < self._policy.fast_crash_s else 0
            verdict = judge(code, fast_crashes, self._policy)
            if self._stopping.is_set() or not verdict.restart:
                self._log_end(code, verdict)
                return code if code >= 0 else 128 - code
            pause = self._policy.wait(fast_crashes)
            self._log(f"ended with {code}: {verdict.reason}; starts again in {pause:.1f} s")
            self._sleep(pause)

    def _run_once(self) -> tuple[int, float]:
        """Exit code and seconds of one run. The program gets a session of its own: a signal to our group is for us."""
        began = time.monotonic()
        self._child = subprocess.Popen(self._command, env=self._environment, start_new_session=True)
        if self._stopping.is_set():
            self._child.terminate()
        if self._pid_file:
            record(self._pid_file, self._child.pid)
        return self._child.wait(), time.monotonic() - began

    def _pass_on(self, number: int, _frame: object) -> None:
        self._stopping.set()
        if self._child and self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._stopping.is_set():
            time.sleep(0.05)

    def _log_end(self, code: int, verdict: Verdict) -> None:
        if self._pid_file:
            self._pid_file.unlink(missing_ok=True)
        if not self._stopping.is_set():
            self._log(f"ended with {code}, not started again: {verdict.reason}")

    def _log(self, text: str) -> None:
        print(f"supervise: {' '.join(self._command[:3])} {text}", file=sys.stderr, flush=True)


def main(command: list[str]) -> None:
    """Run COMMAND and start it again when it crashes."""
    raise typer.Exit(Supervisor(command).run())


if __name__ == "__main__":
    typer.run(main)
