"""`python -m tests.bench [--only NAME] [--quick] [--store PROGRAM] [--profile NAME]`: measures, and shows a table.

What was measured is written to .local/bench.json too.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Collection, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from deploy.local.daemon import NotReadyError
from deploy.local.environment import REPOSITORY
from deploy.local.store import SERVER
from tests.bench import (
    improvements,
    intake,
    intake_batch,
    latency,
    memory,
    metrics_cost,
    notify,
    pages,
    results,
    state,
    streams,
)
from tests.bench.ground import QUICK, Ground, Plan, new_ground
from tests.bench.profile import LOADS, profile
from tests.bench.results import Line, MeasurementError

BENCHES: dict[str, Callable[[Ground], Coroutine[Any, Any, list[Line]]]] = {
    "intake": intake.measure,
    "batch": intake_batch.measure,
    "routing": streams.measure_routing,
    "sla": streams.measure_sla,
    "latency": latency.measure,
    "notify": notify.measure,
    "memory": memory.measure,
    "metrics": metrics_cost.measure,
    "pages": pages.measure,
    "state": state.measure_open,
    "closed": state.measure_closed,
    "improvements": improvements.measure,
}
WIDTH = 150
FILE = REPOSITORY / ".local" / "bench.json"


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"one of: {', '.join(BENCHES)}; may be repeated")] = None,
    seconds: Annotated[float | None, typer.Option(min=2, help="length of the run for latency")] = None,
    quick: Annotated[bool, typer.Option(help="few records, short runs: only to see that it works")] = False,
    store: Annotated[Path, typer.Option(exists=True, help="another program in place of the local store")] = SERVER,
    profiled: Annotated[str | None, typer.Option("--profile", help=f"one of: {', '.join(LOADS)}")] = None,
) -> None:
    """Measure on a broker and a store of its own. A missed goal is a result; not being able to measure is an error.

    With --profile nothing is measured: the service runs under py-spy, and the ten lines with the most own time follow.
    """
    names = only or list(BENCHES)
    _refuse_unknown(names, BENCHES)
    plan = QUICK if quick else Plan()
    if seconds is not None:
        plan = replace(plan, latency_s=seconds)
    # Where no terminal says how wide it is, the table must be readable all the same.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    # A termination must leave no broker behind: as SystemExit it runs through every `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    # It reports what it tries again, as happens to every topic in its first second; what fails for good is raised.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    if profiled is not None:
        _refuse_unknown([profiled], LOADS)
        return _profile(profiled, plan, console, store)
    lines: list[Line] = []
    with new_ground(plan, console, store) as ground:
        failed = [name for name in names if not _measure(name, ground, lines)]
    _report(lines, failed, console)
    if failed:
        raise typer.Exit(1)


def _refuse_unknown(names: list[str], known: Collection[str]) -> None:
    if unknown := [name for name in names if name not in known]:
        raise typer.BadParameter(f"{unknown[0]!r} is not one of: {', '.join(known)}")


def _profile(name: str, plan: Plan, console: Console, store: Path) -> None:
    try:
        with new_ground(plan, console, store) as ground, console.status(f"{name} under load and under py-spy"):
            table = asyncio.run(profile(name, ground))
    except (MeasurementError, NotReadyError) as error:
        console.print(f"[bold red]no profile[/] {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(1) from error
    console.print(table)


def _measure(name: str, ground: Ground, lines: list[Line]) -> bool:
    """Add the results of one bench; False when it could not measure, so that the others still have their turn."""
    ground.console.rule(name)
    try:
        with ground.console.status(f"measuring {name}"):
            lines += asyncio.run(BENCHES[name](ground))
    except (MeasurementError, NotReadyError) as error:
        ground.console.print(f"[bold red]not measured[/] {escape(str(error))}", soft_wrap=True)
        return False
    return True


def _report(lines: list[Line], failed: list[str], console: Console) -> None:
    """Show what was measured; write it down only when it is complete."""
    console.print(results.table(lines))
    missed = [line.name for line in lines if line.met is False]
    console.print(f"Goals missed: {', '.join(missed)}." if missed else "No goal was missed.")
    if failed:
        console.print(f"[bold red]Not measured: {', '.join(failed)}.[/] Nothing is written.")
    else:
        results.write(FILE, lines)
        console.print(f"Written to {FILE.relative_to(REPOSITORY)}")


if __name__ == "__main__":
    typer.run(main)
