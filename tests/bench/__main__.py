"""`python -m tests.bench [--only NAME] [--seconds N] [--quick]`: measure, show a table, write .local/bench.json."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from deploy.local.daemon import NotReadyError
from deploy.local.environment import REPOSITORY
from tests.bench import intake, latency, memory, results, streams
from tests.bench.ground import Ground, Plan, new_ground
from tests.bench.results import Line, MeasurementError

BENCHES: dict[str, Callable[[Ground], Coroutine[Any, Any, list[Line]]]] = {
    "intake": intake.measure,
    "routing": streams.measure_routing,
    "sla": streams.measure_sla,
    "latency": latency.measure,
    "memory": memory.measure,
}
FILE = REPOSITORY / ".local" / "bench.json"
QUICK = Plan(seconds=10, rounds=1, routing_events=10_000, sla_events=5_000)


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"one of: {', '.join(BENCHES)}; may be repeated")] = None,
    seconds: Annotated[float | None, typer.Option(min=2, help="length of the run for latency; intake a tenth")] = None,
    quick: Annotated[bool, typer.Option(help="fewer records and shorter runs: to see that it works")] = False,
) -> None:
    """Measure on a broker and a store of its own. A missed goal is a result; not being able to measure is an error."""
    names = only or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        raise typer.BadParameter(f"{unknown[0]!r} is not one of: {', '.join(BENCHES)}")
    plan = QUICK if quick else Plan()
    if seconds is not None:
        plan = Plan(seconds, plan.rounds, plan.routing_events, plan.sla_events)
    console = Console(highlight=False)
    # A termination must leave no broker behind: as SystemExit it runs through every `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    # Warnings tell of sends that are tried again, as happens to every topic in its first second.
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    lines: list[Line] = []
    with new_ground(plan, console) as ground:
        failed = [name for name in names if not _measure(name, ground, lines)]
    _report(lines, failed, console)
    if failed:
        raise typer.Exit(1)


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
