"""`python -m demo`: complaints flow through a stack of the demonstration's own, on a live board."""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from chassis.errors import ConfigurationError
from demo import export_run, improvement, sample
from demo.day import city_of_the_day
from demo.play import Play
from demo.stack import CannotStart, own_stack, running, with_own_city
from demo.summary import show_next_steps, show_pages, show_summary, show_verdict
from deploy.local.components import components_of
from deploy.local.control import ComponentStatus, status_of
from deploy.local.environment import Stack

INTERRUPTED = 130


def main(
    data: Annotated[Path | None, typer.Option(help="an SP4N-LAPOR! export (CSV) in place of the sample")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="leave the stack running at the end")] = False,
    seconds: Annotated[float, typer.Option(help="limit for what follows after the last complaint was sent")] = 150,
) -> None:
    """Start a stack, file complaints, follow them, and check everything with an outside ledger. 0 when all is well."""
    _let_signals_interrupt()
    console = Console(highlight=False)
    began = monotonic()
    try:
        console.print("[bold]Tanggap[/]: a city, its complaints, and the deadlines of a minute")
        good = _with_data(data, keep, seconds, console) if data else _with_sample(keep, seconds, console, began)
    except (CannotStart, ConfigurationError, export_run.UnusableFile) as error:
        console.print(f"[red]cannot go on[/] {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(2) from error
    except KeyboardInterrupt as error:
        console.print("interrupted")
        raise typer.Exit(INTERRUPTED) from error
    raise typer.Exit(0 if good else 1)


def _with_sample(keep: bool, seconds: float, console: Console, began: float) -> bool:
    samples = sample.load()
    plain = own_stack()
    stack = with_own_city(plain)
    with running(stack, console, keep, city_of_the_day(plain.city, stack.city, lambda: datetime.now(UTC))):
        outcome = asyncio.run(Play(stack, samples, console, seconds).run())
        show_summary(outcome, memory_of(stack), monotonic() - began, console)
        console.print("\nA year and a half at once: what keeps going wrong becomes an action whose effect is measured")
        played = asyncio.run(improvement.play(stack, console))
    show_verdict(outcome.report, outcome.mismatches, console)
    filing = next(iter(outcome.client.promised().values()), None)
    show_pages(stack, outcome, keep, console)
    show_next_steps(stack, filing, keep, console)
    return outcome.is_good and played.is_good


def _with_data(data: Path, keep: bool, seconds: float, console: Console) -> bool:
    plain = own_stack()
    number = export_run.count_rows(data, plain.city)
    stack = with_own_city(plain)
    with running(stack, console, keep, lambda: export_run.prepare_city(stack, plain.city)):
        return asyncio.run(export_run.run(stack, data, number, console, seconds))


def memory_of(stack: Stack) -> list[ComponentStatus]:
    """Each component with its resident memory."""
    return [status_of(stack, component) for component in components_of(stack).values()]


def _let_signals_interrupt() -> None:
    """SIGTERM ends us like Ctrl-C, and Ctrl-C counts even where a shell started us in the background without it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


if __name__ == "__main__":
    typer.run(main)
