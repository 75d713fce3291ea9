"""`python -m tests.simulation.improvements.patterns`: how often the detection errs, and what it finds of what is there.

A town in which nothing happens should give a finding in about one run of twenty, or fewer; a planted surge should be
found, in the category and village where it was planted.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from services.improvements.domain.patterns import Pattern, PatternKind, detect
from tests.simulation.improvements.town import DAY, Planted, Town, draw, is_working_day

QUIET = {
    "usual": Town(),
    "one year of records": Town(weeks=60),
    "growing channel": Town(growth=3.0),
    "strong seasons": Town(season=0.8),
    "clumps": Town(clump=0.15),
    "moody weeks": Town(mood=0.35, memory=0.6),
    "small town": Town(weekly=40.0),
}
PLANTED = {
    "category, 2 times, 4 weeks": Planted(category=3, weeks=4, times=2.0),
    "category, 3 times, 4 weeks": Planted(category=3, weeks=4, times=3.0),
    "category, 5 times, 4 weeks": Planted(category=3, weeks=4, times=5.0),
    "category, 1.5 times, 13 weeks": Planted(category=3, weeks=13, times=1.5),
    "village, 10 times, 4 weeks": Planted(category=3, weeks=4, times=10.0, village=7),
    "village, 30 times, 4 weeks": Planted(category=3, weeks=4, times=30.0, village=7),
}
EVEN = Town(even=True)
"""With categories of the same size, so that a planted surge is as large in every town."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Of so many `runs` so many `hits`."""

    runs: int
    hits: int

    @property
    def share(self) -> float:
        """Hits of runs."""
        return self.hits / self.runs


def quiet(town: Town, seeds: range) -> Iterator[tuple[Pattern, ...]]:
    """What is found in towns in which nothing happens."""
    for seed in seeds:
        yield detect(draw(town, seed), DAY, is_working_day)


def is_found(planted: Planted, seed: int, town: Town = EVEN) -> bool:
    """Whether the planted surge is among the findings, as a surge of its category."""
    found = detect(draw(town, seed, planted), DAY, is_working_day)
    return any(
        each.kind is PatternKind.SURGE and each.cell.category == f"category-{planted.category:02}" for each in found
    )


def main(
    runs: Annotated[int, typer.Option(min=1, help="towns of each sort")] = 100,
    only: Annotated[str, typer.Option(help="only what has this in its name")] = "",
) -> None:
    """Print the rates."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    table = Table("town", "runs", "with a finding", "share")
    for name, town in QUIET.items():
        if only in name:
            found = list(track(quiet(town, range(runs)), name, total=runs, console=console))
            _row(table, name, Rate(runs, sum(map(bool, found))))
    for name, planted in PLANTED.items():
        if only in name:
            hits = [is_found(planted, seed) for seed in track(range(runs), name, console=console)]
            _row(table, f"planted: {name}", Rate(runs, sum(hits)))
    console.print(table)


def _row(table: Table, name: str, rate: Rate) -> None:
    table.add_row(name, str(rate.runs), str(rate.hits), f"{rate.share:.1%}")


if __name__ == "__main__":
    typer.run(main)
