"""`python -m tests.faults.kills [--kills N]`: the long campaign, on a broker of its own, with a line for each round."""

import asyncio
import logging
import random
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.local.broker import Broker
from deploy.local.ports import free_ports
from tests.faults.kills.campaign import Field, field_of, play, play_pair
from tests.faults.kills.forks import Forks
from tests.faults.kills.sums import Result

ROUNDS_ON_ONE_BROKER = 60
"""A broker of 320 MB holds some hundred groups; then it is started anew."""


@dataclass(frozen=True)
class Campaign:
    """Rounds of one kind: `kills` in all, of workers that keep a table or not, one alone or two in a group."""

    name: str
    kills: int
    in_a_round: int
    table: bool = True
    play: Callable[[Field, Forks, random.Random, int], Awaitable[Result]] = play

    def rounds(self) -> Iterator[int]:
        """How many rounds on each broker, one after the other."""
        remaining = -(-self.kills // self.in_a_round)
        while remaining > 0:
            yield min(ROUNDS_ON_ONE_BROKER, remaining)
            remaining -= ROUNDS_ON_ONE_BROKER


def main(
    kills: Annotated[int, typer.Option(help="how many kills at least, of a worker with a table")] = 400,
    plain: Annotated[int, typer.Option(help="the same of a worker without a table")] = 100,
    pair: Annotated[int, typer.Option(help="the same of two workers with a table that share a group")] = 100,
    lives: Annotated[int, typer.Option(help="kills in one round")] = 3,
    at_once: Annotated[int, typer.Option(help="rounds at the same time")] = 6,
    seed: Annotated[int, typer.Option(help="of the moments of the kills")] = 1,
) -> None:
    """Leave with 1 when anything was lost, wrong or stuck, or a worker ended by itself."""
    console = Console(highlight=False)
    # Warnings are about sends that are tried again, as happens to every topic in its first second.
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    campaigns = (
        Campaign("with a table", kills, lives),
        Campaign("without a table", plain, lives, table=False),
        Campaign("two workers", pair, 2 * lives, play=play_pair),
    )
    good = [_run(campaign, at_once, seed, console) for campaign in campaigns if campaign.kills]
    raise typer.Exit(0 if all(good) else 1)


def _run(campaign: Campaign, at_once: int, seed: int, console: Console) -> bool:
    results, rng = list[Result](), random.Random(f"{seed} {campaign.name}")
    for rounds in campaign.rounds():
        with tempfile.TemporaryDirectory(prefix="tanggap-kills-") as folder:
            broker = Broker(Path(folder) / "kafka", free_ports())
            broker.start()
            try:
                broker.wait_until_ready()
                results += asyncio.run(_rounds(campaign, rounds, broker.bootstrap, Path(folder), at_once, rng, console))
            finally:
                broker.stop()
    return _summary(campaign, results, console)


async def _rounds(
    campaign: Campaign, rounds: int, bootstrap: str, folder: Path, at_once: int, rng: random.Random, console: Console
) -> list[Result]:
    turn = asyncio.Semaphore(at_once)
    async with Forks() as forks, field_of(bootstrap, folder / "logs", campaign.table) as on:

        async def one() -> Result:
            async with turn:
                result = await campaign.play(on, forks, rng, campaign.in_a_round)
                console.print(f"{campaign.name}: {_line(result)}", soft_wrap=True)
                return result

        return list(await asyncio.gather(*(one() for _ in range(rounds))))


def _line(result: Result) -> str:
    kills = " ".join(f"{seconds:.2f}" for seconds in result.kills)
    parts = [f"kills at {kills} s", f"lost {len(result.lost)}", f"wrong {len(result.wrong)}"]
    parts += [f"stuck {len(result.stuck)}", f"ended by themselves {result.exits}", f"repeated {result.repeated}"]
    return ", ".join(parts)


def _summary(campaign: Campaign, results: list[Result], console: Console) -> bool:
    kills = sum(len(result.kills) for result in results)
    lost, wrong = (sum(len(getattr(result, name)) for result in results) for name in ("lost", "wrong"))
    stuck = sum(bool(result.stuck) for result in results)
    exits = [code for result in results for code in result.exits]
    console.print(
        f"[bold]{campaign.name}:[/] {len(results)} rounds, {kills} kills: {lost} lost in "
        f"{sum(bool(result.lost) for result in results)} rounds, {wrong} wrong, {stuck} rounds stuck, "
        f"ended by themselves {exits}, {sum(result.repeated for result in results)} repeated",
        soft_wrap=True,
    )
    return all(result.is_good for result in results)


if __name__ == "__main__":
    typer.run(main)
