"""What must be there before the services start: the topics on the broker, and the local keys and tokens."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local.environment import REPOSITORY, Stack, shared_environment, stack_variables

STEPS = ((sys.executable, "-m", "chassis.admin"), (sys.executable, "-m", "deploy.local.access"))


class PreparationError(RuntimeError):
    """A step failed; the message carries what it said."""


def prepare(stack: Stack, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Run the steps once for each start of the broker. Several components may ask at once: one does the work."""
    run = stack.directory / "run"
    run.mkdir(parents=True, exist_ok=True)
    marker = run / "prepared"
    with _locked(run / "prepare.lock"):
        broker = _broker(stack)
        if marker.exists() and marker.read_text(encoding="ascii") == broker:
            return
        for step in steps:
            _run(stack, step)
        marker.write_text(broker, encoding="ascii")


def _broker(stack: Stack) -> str:
    pid_file = stack.pid_file("broker")
    return pid_file.read_text(encoding="ascii") if pid_file.exists() else ""


def _run(stack: Stack, step: Sequence[str]) -> None:
    environment = {**os.environ, **shared_environment(stack), **stack_variables(stack)}
    done = subprocess.run(
        step, cwd=REPOSITORY, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise PreparationError(f"{' '.join(step[1:])} failed with {done.returncode}:\n{done.stdout}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
