"""`python -m tests.bench.public_lists [--size N ...]`: how long public lists take in a store that grows.

The documents are those of `lists`, filed evenly over a year: the default range of 90 days holds a quarter of them. A
list ends after 1,000 complaints, so that from some 10,000 on it should take the same time.
"""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console

from deploy.local.environment import DEMO_CITY, Stack
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.public import PublicQuery, list_public
from services.complaints.city import load_city
from services.complaints.tracking import TrackingCodes
from tests.bench.lists import (
    NOW,
    YEAR_S,
    Result,
    filled,
    plan,
    result,
    table,
)
from tests.bench.own_store import in_a_store_of_its_own
from tests.component.recorder import recorded

SIZES = (10_000, 100_000, 300_000)
RUNS = 10
_UNTIL = NOW + timedelta(seconds=YEAR_S / 2)
_SINCE = _UNTIL - timedelta(days=90)

LISTS: dict[str, PublicQuery] = {
    "90 days": PublicQuery(_SINCE, _UNTIL),
    "90 days, open": PublicQuery(_SINCE, _UNTIL, is_open=(True,)),
    "90 days, one category of 40": PublicQuery(_SINCE, _UNTIL, categories=("c7",)),
    "90 days, open, three categories": PublicQuery(_SINCE, _UNTIL, is_open=(True,), categories=("c1", "c7", "c9")),
    "one hour": PublicQuery(_UNTIL - timedelta(hours=1), _UNTIL),
}


async def measure(stack: Stack, sizes: Sequence[int], runs: int, say: Callable[[object], object]) -> list[Result]:
    """Fill the store of `stack` up to each of the sizes in turn, and read lists at each."""
    city, results = load_city(DEMO_CITY), list[Result]()
    async for store, client, size in filled(stack, sizes, say):
        deps = Dependencies(city, TrackingCodes(b"k" * 32), store, lambda: None)
        for name, query in LISTS.items():
            times = [await _time(query, deps) for _ in range(runs)]
            with recorded() as sent:
                found = len([each async for each in list_public(query, deps)])
            results.append(result(size, name, found, times, [plan(client, each) for each in sent]))
        say(table(results))
    return results


async def _time(query: PublicQuery, deps: Dependencies) -> float:
    """Milliseconds of one list, without its words."""
    started = time.perf_counter()
    async for _ in list_public(query, deps):
        pass
    return (time.perf_counter() - started) * 1000


def main(
    size: Annotated[list[int] | None, typer.Option(help="complaints; may be repeated, each more than before")] = None,
    runs: Annotated[int, typer.Option(min=1, help="lists of each kind")] = RUNS,
) -> None:
    """Measure on a store of its own, which is stopped and removed at the end."""
    console = Console(width=200)
    console.print(table(in_a_store_of_its_own(lambda stack: measure(stack, size or SIZES, runs, console.print))))


if __name__ == "__main__":
    typer.run(main)
