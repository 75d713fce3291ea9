"""A town whose complaints are drawn by chance: seasons, days off, a growing channel, clumps and moods of the weeks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from services.improvements.domain.facts import Fact, Outcome, Standing
from services.improvements.domain.patterns.arrays import Floats, Ints

DAY = date(2026, 3, 2)
WEEK = 7
REGION = "99.71"


@dataclass(frozen=True, slots=True)
class Town:
    """How a town is. `mood` is the standard deviation of a category's weekly logarithm, `memory` its autocorrelation.

    `growth` is how many times as many complaints come at the end as at the beginning, `clump` the share of complaints
    that another one of the same place and category follows. In an `even` town all categories and places are as large.
    """

    weeks: int = 130
    categories: int = 30
    units: int = 10
    districts: int = 6
    villages: int = 5
    weekly: float = 150.0
    season: float = 0.4
    mood: float = 0.2
    memory: float = 0.5
    growth: float = 1.0
    clump: float = 0.05
    late: float = 0.15
    late_mood: float = 0.4
    even: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    """In the last `weeks` weeks `times` as many complaints of a category, in one village or everywhere (None)."""

    category: int
    weeks: int
    times: float
    village: int | None = None


def is_working_day(day: date) -> bool:
    """Monday to Friday, without a fortnight of feasts that lies eleven days earlier every year."""
    feast = date(day.year, 4, 20) - timedelta(days=11 * (day.year - 2024))
    return day.weekday() < 5 and not 0 <= (day - feast).days < 14


def draw(town: Town, seed: int, planted: Planted | None = None) -> list[Fact]:
    """The complaints of a town up to `DAY`; the same for the same seed."""
    random = np.random.default_rng(seed)
    means = _means(town, random)
    number = town.districts * town.villages
    places = np.full(number, 1 / number) if town.even else random.dirichlet(np.full(number, 2.0))
    cube = means[:, :, None] * places
    if planted is not None:
        where = slice(None) if planted.village is None else planted.village
        cube[planted.category, -planted.weeks :, where] *= planted.times
    counts = random.poisson(cube * (1 - town.clump))
    counts = counts + random.binomial(counts, town.clump)
    return _facts(town, random, counts)


def _means(town: Town, random: np.random.Generator) -> Floats:
    """Expected complaints, categories by weeks."""
    size = np.ones(town.categories) if town.even else random.pareto(1.2, town.categories) + 0.2
    time = np.arange(town.weeks)
    phase, strength = (
        random.uniform(0, 2 * np.pi, town.categories),
        np.abs(random.normal(0, town.season, town.categories)),
    )
    season = np.exp(strength[:, None] * np.cos(2 * np.pi * time / 52.18 + phase[:, None]))
    mood = np.zeros((town.categories, town.weeks))
    shocks = random.normal(0, town.mood, mood.shape)
    for week in range(town.weeks):
        before = mood[:, week - 1] if week else 0.0
        mood[:, week] = town.memory * before + np.sqrt(1 - town.memory**2) * shocks[:, week]
    start = DAY - timedelta(days=WEEK * town.weeks)
    days = [start + timedelta(days=each) for each in range(WEEK * town.weeks)]
    exposure = np.array([1.0 if is_working_day(day) else 0.4 for day in days]).reshape(-1, WEEK).sum(axis=1)
    channel = 1 + (town.growth - 1) * time / town.weeks
    return np.asarray(
        town.weekly * (size / size.sum())[:, None] * season * np.exp(mood) * exposure / exposure.mean() * channel
    )


def _facts(town: Town, random: np.random.Generator, counts: Ints) -> list[Fact]:
    category, week, village = (np.repeat(axis, counts.ravel()) for axis in np.indices(counts.shape).reshape(3, -1))
    unit = category % town.units
    day = _days(random, town, week)
    habit = np.exp(random.normal(0, 0.3, town.units))[:, None] * np.exp(
        random.normal(0, town.late_mood, (town.units, town.weeks))
    )
    is_late = random.random(len(week)) < np.minimum(town.late * habit[unit, week] / (1 + town.late_mood**2 / 2), 0.9)
    stars = random.integers(1, 6, len(week))
    has_stars = random.random(len(week)) < 0.2
    reopened, transferred = random.random((2, len(week))) < np.array([[0.05], [0.08]])
    start = DAY - timedelta(days=WEEK * town.weeks)
    return [
        Fact(
            f"c{row:06}",
            start + timedelta(days=int(day[row])),
            f"category-{category[row]:02}",
            f"{REGION}.{village[row] // town.villages + 1:02}.{1001 + village[row] % town.villages}",
            f"unit-{unit[row]:02}",
            standing=Standing.ANSWERED,
            promises=(("resolve", Outcome.LATE if is_late[row] else Outcome.KEPT),),
            reopened=bool(reopened[row]),
            transfers=int(transferred[row]),
            stars=int(stars[row]) if has_stars[row] else None,
        )
        for row in range(len(week))
    ]


def _days(random: np.random.Generator, town: Town, week: Ints) -> Ints:
    """A day in each complaint's week, working days before others."""
    start = DAY - timedelta(days=WEEK * town.weeks)
    works: Callable[[int], bool] = lambda day: is_working_day(start + timedelta(days=day))  # noqa: E731
    weight = np.array([1.0 if works(day) else 0.4 for day in range(WEEK * town.weeks)]).reshape(-1, WEEK)
    edges = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
    return np.asarray(WEEK * week + (random.random(len(week))[:, None] > edges[week]).sum(axis=1))
