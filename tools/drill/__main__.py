"""`python -m tools.drill`: outages on the stack that `make up` started, and a table of what was told of them.

Prometheus and Alertmanager are the machine's own packages; the rules are those of production with short times.
"""

import asyncio
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.table import Table

from deploy.local.daemon import NotReadyError
from deploy.local.environment import Stack, stack_from
from deploy.observability.alertmanager import DRILL_PACE
from deploy.observability.profile import DRILL
from deploy.observability.rules import rule_files
from tools.drill.alerts import Alerts
from tools.drill.means import NotAsPlannedError
from tools.drill.outages import outages
from tools.drill.play import Result, play
from tools.drill.traffic import steady
from tools.observe.servers import Alertmanager, MissingProgramError, Prometheus, running

console = Console(highlight=False)
WARM_UP_S = 60.0
"""Windows have to fill before anything can be said about them."""
PROMETHEUS_PORT, ALERTMANAGER_PORT = 9491, 9494


def table(results: list[Result]) -> Table:
    """The results for people."""
    shown = Table("outage", "told by", "after s", "wrong alerts", "silent after s", "met")
    for each in results:
        if each.not_played is not None:
            shown.add_row(each.outage, f"[dim]not played: {each.not_played}[/]", "", "", "", "")
            continue
        right = ", ".join(map(str, sorted(each.right))) or "[red]nobody[/]"
        wrong = ", ".join(map(str, sorted(each.wrong))) or "none"
        met = "yes" if each.is_met else "[red]no[/]"
        shown.add_row(each.outage, right, _seconds(each.right_after_s), wrong, _seconds(each.silent_after_s), met)
    return shown


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.0f}"


@contextmanager
def _observed(stack: Stack) -> Iterator[Alertmanager]:
    """Prometheus with the rules of the drill, and an Alertmanager that sends nothing to anybody."""
    folder = stack.directory / "drill"
    rules = folder / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    for name, content in rule_files(DRILL).items():
        (rules / name).write_text(content, encoding="utf-8")
    alertmanager = Alertmanager(folder, ALERTMANAGER_PORT, DRILL_PACE)
    prometheus = Prometheus(folder, PROMETHEUS_PORT, stack, ALERTMANAGER_PORT, rules, scrape_interval="2s")
    with running(alertmanager, prometheus):
        yield alertmanager


async def _play_all(stack: Stack, url: str, names: Sequence[str], results: list[Result]) -> None:
    """Play them one after the other; what one came to is in `results` as soon as it is over."""
    chosen = [each for each in outages(stack) if not names or any(name in each.name for name in names)]
    traffic = asyncio.create_task(steady(stack))
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            alerts = Alerts(client, url)
            await asyncio.sleep(WARM_UP_S)
            if not await alerts.is_alive():
                console.print("[red]the watchdog does not fire: no alert would arrive[/]")
                raise typer.Exit(1)
            for each in chosen:
                if traffic.done():
                    traffic.result()
                    raise NotAsPlannedError("the traffic has ended: what is played without it says nothing")
                results.append(await play(each, alerts, console.print))
    finally:
        traffic.cancel()
        await asyncio.wait([traffic])


def main(
    only: Annotated[list[str] | None, typer.Option(help="outages whose name has this in it; may be repeated")] = None,
) -> None:
    """Play the outages one after the other; leaves with 1 when a goal was missed."""
    stack = stack_from()
    # A termination must leave nothing behind that is wrong: as SystemExit it runs through every `finally`.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    results = list[Result]()
    try:
        with _observed(stack) as alertmanager:
            asyncio.run(_play_all(stack, alertmanager.url, only or [], results))
    except (MissingProgramError, NotReadyError, NotAsPlannedError) as error:
        console.print(f"failed: {error}", soft_wrap=True, markup=False)
        raise typer.Exit(1) from error
    finally:
        if results:
            console.print(table(results))
    if not all(each.is_met for each in results):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
