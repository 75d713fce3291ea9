"""`python -m tests.faults.kills [--kills N]`: the long campaign, on a broker of its own, with a line for each round."""

import asyncio
import logging
import random
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.local.broker import Broker
from deploy.local.ports import free_ports
from tests.faults.kills.campaign import Result, field_of, play
from tests.faults.kills.forks import Forks

ROUNDS_ON_ONE_BROKER = 60
"""A broker of 320 MB bears some hundred groups; then it is started anew."""


def main(
    kills: Annotated[int, typer.Option(help="how many kills at least, for workers with a table")] = 400,
    plain: Annotated[int, typer.Option(help="the same for workers without a table")] = 100,
    lives: Annotated[int, typer.Option(help="kills in one round")] = 4,
    at_once: Annotated[int, typer.Option(help="rounds at the same time")] = 4,
    seed: Annotated[int, typer.Option(help="of the moments of the kills")] = 1,
) -> None:
    """Leave with 1 when anything was lost, wrong or stuck, or a worker ended by itself."""
    console = Console(highlight=False)
    # Warnings tell of sends that are tried again, as happens to every topic in its first second.
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    good = [_campaign(count, table, lives, at_once, seed, console) for count, table in ((kills, True), (plain, False))]
    raise typer.Exit(0 if all(good) else 1)


def _campaign(kills: int, table: bool, lives: int, at_once: int, seed: int, console: Console) -> bool:
    rounds, results = -(-kills // lives), list[Result]()
    rng = random.Random(f"{seed} {table}")
    while len(results) < rounds:
        count = min(ROUNDS_ON_ONE_BROKER, rounds - len(results))
        with tempfile.TemporaryDirectory(prefix="tanggap-kills-") as folder:
            broker = Broker(Path(folder) / "kafka", free_ports())
            broker.start()
            try:
                broker.wait_until_ready()
                results += asyncio.run(_rounds(broker, Path(folder), table, count, at_once, lives, rng, console))
            finally:
                broker.stop()
    return _summary(results, table, console)


async def _rounds(
    broker: Broker,
    folder: Path,
    table: bool,
    count: int,
    at_once: int,
    lives: int,
    rng: random.Random,
    console: Console,
) -> list[Result]:
    turn = asyncio.Semaphore(at_once)
    async with Forks() as forks, field_of(broker.bootstrap, folder / "logs", table) as on:

        async def one() -> Result:
            async with turn:
                result = await play(on, forks, rng, lives)
                console.print(f"{'table' if table else 'plain'}  {_line(result)}", soft_wrap=True)
                return result

        return list(await asyncio.gather(*(one() for _ in range(count))))


def _line(result: Result) -> str:
    kills = " ".join(f"{seconds:.2f}" for seconds in result.kills)
    parts = [f"kills at {kills} s", f"lost {len(result.lost)}", f"wrong {len(result.wrong)}"]
    parts += [f"stuck {len(result.stuck)}", f"ended by themselves {result.exits}", f"repeated {result.repeated}"]
    return ", ".join(parts)


def _summary(results: list[Result], table: bool, console: Console) -> bool:
    kills = sum(len(result.kills) for result in results)
    lost, wrong = (sum(len(getattr(result, name)) for result in results) for name in ("lost", "wrong"))
    stuck = sum(bool(result.stuck) for result in results)
    exits = [code for result in results for code in result.exits]
    console.print(
        f"[bold]{'with' if table else 'without'} a table:[/] {len(results)} rounds, {kills} kills: {lost} lost in "
        f"{sum(bool(result.lost) for result in results)} rounds, {wrong} wrong, {stuck} rounds stuck, "
        f"ended by themselves {exits}, {sum(result.repeated for result in results)} repeated"
    )
    return all(result.is_good for result in results)


if __name__ == "__main__":
    typer.run(main)
