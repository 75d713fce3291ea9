"""`python -m tests.simulation.improvements.units --draws 500`: how often lists name a unit for nothing, or find one.

Units of very different sizes, each with its own mix of categories; they differ by chance, and by a `spread` that no mix
explains. One of them may be worse than all others.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from services.improvements.domain.performance.figures import figures_of
from services.improvements.domain.performance.lists import ENOUGH, WRONG, one_sided
from services.improvements.domain.performance.measures import Key, Measure, Value
from services.improvements.domain.performance.spread import discoveries

CATEGORIES, CENTRES = 6, (0.08, 0.15, 0.2, 0.3, 0.4, 0.55)
KEYS = (Key(Measure.LATE_SHARE, "answer"), Key(Measure.RATING), Key(Measure.ANSWER_DAYS))
KINDS = ((10, 0.0, 0.0), (40, 0.0, 0.0), (40, 0.04, 0.0), (40, 0.0, 0.2), (40, 0.04, 0.2))
DAY, WORST = date(2026, 1, 5), "unit-00"


@dataclass(frozen=True, slots=True)
class Found:
    """Shares of draws: with a unit on a list for nothing, and with the worst one on a list.

    Then how often the interval of a ratio holds the true one, and how far the raw and the shrunk share are off.
    """

    for_nothing: float
    worst: float
    covered: float
    raw_error: float
    shrunk_error: float


def values(
    key: Key, random: np.random.Generator, units: int, spread: float, worse_by: float
) -> tuple[list[Value], dict[str, float]]:
    """What the complaints of all units say, and how much each unit truly lies above its mix."""
    found: list[Value] = []
    truth: dict[str, float] = {}
    for place in range(units):
        unit = f"unit-{place:02}"
        above = random.normal(0, spread) + (worse_by if unit == WORST else 0)
        number = 150 if unit == WORST else int(np.clip(random.lognormal(4, 1), 6, 600))
        mix = random.dirichlet(np.full(CATEGORIES, 0.7))
        groups = random.choice(CATEGORIES, size=number, p=mix)
        truth[unit] = above
        for at, group in enumerate(groups):
            value = _value(key, random, CENTRES[group], above)
            found.append(Value(f"{unit}-{at}", DAY, unit, str(group), value))
    return found, truth


def _value(key: Key, random: np.random.Generator, centre: float, above: float) -> float:
    match key.measure:
        case Measure.RATING:
            return float(np.clip(np.round(random.normal(4.5 - 2 * centre - 4 * above, 1)), 1, 5))
        case Measure.ANSWER_DAYS:
            return float(np.round(np.exp(random.normal(1 + centre + 2.5 * above, 0.8))))
        case _:
            return float(random.random() < centre + above)


def found(key: Key, draws: int, units: int, spread: float, worse_by: float, seed: int = 1) -> Found:
    """The rates of one measure."""
    random = np.random.default_rng(seed)
    nothing, worst = 0, 0
    held: list[bool] = []
    errors: list[tuple[float, float]] = []
    for _ in range(draws):
        drawn, truth = values(key, random, units, spread, worse_by)
        figures = {unit: each for unit, each in figures_of(key, drawn).items() if each is not None}
        large = {
            unit: each.score for unit, each in figures.items() if each.score is not None and each.compared >= ENOUGH
        }
        listed = {
            unit
            for side in (1, -1)
            for unit, on in zip(
                large,
                discoveries([one_sided(side * score, len(large)) for score in large.values()], WRONG),
                strict=True,
            )
            if on
        }
        nothing += bool(listed - {WORST} if worse_by else listed)
        worst += WORST in listed
        if key.measure is Measure.LATE_SHARE:
            for unit, each in figures.items():
                if each.expected and each.observed is not None and each.shrunk is not None:
                    true = each.expected + truth[unit]
                    errors.append((each.observed - true, each.shrunk - true))
                    low, high = each.ratio_low or 0.0, each.ratio_high or 0.0
                    held.append(low <= true / each.expected <= high)
    raw, drawn_in = np.sqrt(np.square(errors).mean(axis=0)) if errors else (float("nan"), float("nan"))
    covered = float(np.mean(held)) if held else float("nan")
    return Found(nothing / draws, worst / draws, covered, float(raw), float(drawn_in))


def main(
    draws: Annotated[int, typer.Option(min=10, help="how many cities of each kind")] = 300,
    seed: Annotated[int, typer.Option(help="the same seed gives the same cities")] = 1,
) -> None:
    """Print the rates for cities whose units are alike, differ, and differ with one that is worse."""
    console = Console(highlight=False, markup=False, width=140)
    console.print("measure      units spread worse by | for nothing, worst found | ratio covered | error raw, shrunk")
    for key in KEYS:
        for units, spread, worse_by in KINDS:
            rates = found(key, draws, units, spread, worse_by, seed)
            console.print(
                f"{key.measure:12} {units:5} {spread:6.2f} {worse_by:8.2f} | "
                f"{rates.for_nothing:11.3f} {rates.worst:12.3f} | "
                f"{rates.covered:13.3f} | {rates.raw_error:9.3f} {rates.shrunk_error:6.3f}"
            )


if __name__ == "__main__":
    typer.run(main)
