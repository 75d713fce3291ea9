"""A supervised program starts again when it crashes, and only then."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.local.pids import recorded
from deploy.local.supervise import RestartPolicy, Supervisor, judge

QUICK = RestartPolicy(fast_crash_s=3, give_up_after=3, first_wait_s=0.01, longest_wait_s=0.05)


def _program(runs: Path, codes: list[int]) -> list[str]:
    """A program that records each of its runs and ends them with the given codes, one after the other."""
    body = (
        "import pathlib, sys; runs = pathlib.Path(sys.argv[1]); runs.open('a').write('x');"
        f"codes = {codes}; sys.exit(codes[min(len(runs.read_text()), len(codes)) - 1])"
    )
    return [sys.executable, "-c", body, str(runs)]


@pytest.mark.parametrize(
    ("codes", "runs", "code"),
    [([70, 70, 0], 3, 0), ([78], 1, 78), ([0], 1, 0), ([70], 3, 70)],
    ids=["starts again after 70", "leaves a wrong configuration alone", "is done after 0", "gives up in the end"],
)
def test_it_starts_a_crashed_program_again(tmp_path: Path, codes: list[int], runs: int, code: int) -> None:
    record = tmp_path / "runs"
    assert Supervisor(_program(record, codes), policy=QUICK).run() == code
    assert len(record.read_text()) == runs


def test_it_says_that_it_gave_up(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Supervisor(_program(tmp_path / "runs", [70]), policy=QUICK).run()
    assert "not started again: it crashed 3 times in a row" in capfd.readouterr().err


def test_it_waits_longer_after_each_fast_crash_up_to_a_limit() -> None:
    waits = [RestartPolicy().wait(crashes) for crashes in range(8)]
    assert waits == sorted(waits)
    assert waits[0] == 0.2
    assert waits[-1] == 5.0


def test_it_forgives_crashes_that_are_far_apart() -> None:
    assert judge(70, fast_crashes=0, policy=QUICK).restart


def test_it_starts_again_after_a_kill_and_passes_the_end_on(tmp_path: Path) -> None:
    supervised = (
        "import sys; from pathlib import Path; from deploy.local.supervise import Supervisor;"
        "sys.exit(Supervisor(['sleep', '60'], pid_file=Path(sys.argv[1])).run())"
    )
    pid_file = tmp_path / "sleeper.pid"
    supervisor = subprocess.Popen([sys.executable, "-c", supervised, str(pid_file)])
    try:
        first = _await_pid(pid_file)
        os.kill(first, signal.SIGKILL)
        second = _await_pid(pid_file, other_than=first)
        supervisor.terminate()
        assert supervisor.wait(10) == 128 + signal.SIGTERM
        assert not Path(f"/proc/{second}").exists()
    finally:
        supervisor.kill()
        supervisor.wait()


def _await_pid(pid_file: Path, other_than: int | None = None) -> int:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        process = recorded(pid_file)
        if process and process.pid != other_than:
            return process.pid
        time.sleep(0.05)
    raise AssertionError("the program was not started")
