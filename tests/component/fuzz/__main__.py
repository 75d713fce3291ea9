"""The long form: `python -m tests.component.fuzz --requests 10000 --seed 1`.

It ends with 1 when an answer was not as described.
"""

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from deploy.local.store import Store
from tests.component.fuzz.campaign import Outcome, run
from tests.component.fuzz.served import served


def main() -> int:
    """Start a store, make the requests, say what was answered."""
    parser = argparse.ArgumentParser(description="requests made from the descriptions of the APIs")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(directory=Path(folder), ports=free_ports())
        store = Store(stack.directory / "store", stack.ports)
        store.start()
        try:
            store.wait_until_ready()
            with served(stack) as there:
                outcome = run(there, wanted.requests, wanted.seed, _say_progress)
        finally:
            store.stop()
    return _report(outcome)


def _say_progress(label: str, made: int) -> None:
    sys.stdout.write(f"{made:>7}  {label}\n")
    sys.stdout.flush()


def _report(outcome: Outcome) -> int:
    for label, counted in outcome.statuses.items():
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(counted.items()))
        sys.stdout.write(f"{label}\n    {answers}\n")
    for (label, status, name), said in outcome.mismatches.items():
        sys.stdout.write(f"\n{label}: {status} {name}\n{said}\n")
    sys.stdout.write(
        f"\n{outcome.made} requests, {len(outcome.mismatches)} kinds of answers that are not as described\n"
    )
    return 1 if outcome.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
