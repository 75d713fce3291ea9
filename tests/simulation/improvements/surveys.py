"""`python -m tests.simulation.improvements.surveys --draws 2000`: how often the interval of an index holds the truth.

Answers are skewed as those of surveys are: most people give 3 or 4 to everything, and some are angry about everything.
"""

from datetime import date
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from services.improvements.domain.survey import Answer, Element, index_of

DAY = date(2026, 1, 5)
SIZES, SERVED = (5, 8, 15, 30, 100), (0, 200)
ANGRY, LARGE = 0.08, 200_000


def scores(random: np.random.Generator, number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Nine scores of each of so many people, who are pleased or angry about all of it."""
    angry = random.random(number) < ANGRY
    mood = np.where(angry, random.normal(1.6, 0.5, number), random.normal(3.3, 0.35, number))
    return np.clip(np.round(mood[:, None] + random.normal(0, 0.4, (number, len(Element)))), 1, 4).astype(np.int64)


def coverage(number: int, served: int, draws: int, seed: int = 1) -> float:
    """How often the interval of so many answers holds the index of all who were served (0: of endlessly many)."""
    random = np.random.default_rng(seed)
    endless = float(scores(random, LARGE).mean()) * 25
    held = 0
    for _ in range(draws):
        everybody = scores(random, served or number)
        truth = float(everybody.mean()) * 25 if served else endless
        answers = [
            Answer(DAY, "unit", None, dict(zip(Element, map(int, row), strict=True))) for row in everybody[:number]
        ]
        found = index_of(answers, served=served or None)
        held += found is not None and found.low <= truth <= found.high
    return held / draws


def main(draws: Annotated[int, typer.Option(min=10, help="how many surveys of each size")] = 1000) -> None:
    """Print the coverage by number of answers, of endlessly many people served and of few."""
    console = Console(highlight=False, markup=False, width=100)
    for served in SERVED:
        for number in SIZES:
            held = coverage(number, served, draws)
            console.print(f"{number:4} answers of {served or 'endlessly many':>14}: {held:.3f}")


if __name__ == "__main__":
    typer.run(main)
