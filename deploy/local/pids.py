"""Processes by pid and start time, so that a pid used again is never taken for ours."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Identity:
    """One process and no other: the system hands a pid out again, but not with the same start time."""

    pid: int
    started: float

    def process(self) -> psutil.Process | None:
        """The process if it still runs; None when it is gone or only waits to be reaped."""
        try:
            process = psutil.Process(self.pid)
            alive = process.create_time() == self.started and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if alive else None


def record(pid_file: Path, pid: int) -> None:
    """Write down a running process; a reader sees the old file or the new one, never half of it."""
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    draft = pid_file.with_suffix(f".draft{os.getpid()}")
    draft.write_text(f"{pid} {psutil.Process(pid).create_time()!r}\n", encoding="ascii")
    draft.replace(pid_file)


def recorded(pid_file: Path) -> psutil.Process | None:
    """The process that `record` wrote down, if it still runs."""
    try:
        pid, started = pid_file.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return None
    return Identity(int(pid), float(started)).process()


def end(process: psutil.Process, timeout: float) -> bool:
    """Ask a process to end; kill it after `timeout` seconds. True when it ended by itself."""
    try:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(5)
        return False
    return True
