"""`python -m tests.simulation --lives 10000 --seed 1`: play a year and show it; fail if anything does not hold."""

import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.simulation import city
from tests.simulation.ledger import mismatches
from tests.simulation.report import report
from tests.simulation.summary import Summary
from tests.simulation.year import ENDS, Year

MAX_SHOWN = 3


def main(
    lives: Annotated[int, typer.Option(min=1, help="how many complaints are filed in the year")] = 10_000,
    seed: Annotated[int, typer.Option(help="the same seed gives the same year")] = 1,
    only: Annotated[str | None, typer.Option("--life", help="show this complaint's life, whatever it is like")] = None,
) -> None:
    """Play the year 2026 of a city in virtual time. Exit code 1 when something does not hold."""
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 120)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    summary, broken, began = Summary(), 0, monotonic()
    with TemporaryDirectory() as folder, Progress(*columns, console=console) as progress:
        task = progress.add_task(f"seed {seed}", total=lives)
        for life in Year(city.load(Path(folder)), seed, lives).play():
            found = mismatches(life, ENDS)
            summary.add(life)
            broken += bool(found)
            if life.id == only or (found and broken <= MAX_SHOWN):
                console.print(report(life, seed, lives, found), soft_wrap=True)
            progress.advance(task)
    console.print(summary.table())
    console.print(f"{lives:,} lives in {timedelta(seconds=round(monotonic() - began))}; {broken} with mismatches")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    typer.run(main)
