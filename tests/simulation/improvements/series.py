"""Weekly numbers of a cell and its comparables with a known effect: what `effects` lets the service judge.

Numbers are drawn as a city makes them: a level, a season, working days, growth of all, variation of single weeks beyond
chance (negative binomial) and variation that lasts (autoregressive on the scale of the link).
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Side
from services.improvements.domain.effect.weeks import Week

Floats = NDArray[np.float64]
Numbers = list[tuple[int, float, float]]
STARTED_ON = date(2026, 1, 5)
WASH_IN_WEEKS = 4
WORKING_DAYS = (5, 5, 5, 4, 5, 5, 3, 5, 5, 5, 4, 5, 2)
TYPICAL_DAYS, SPREAD_OF_DAYS = 5.0, 0.8


@dataclass(frozen=True, slots=True)
class Setting:
    """How a series is made. `effect` is a ratio for counts and days, and a difference for shares.

    `level` complaints a week in the cell, `others` times as many in its comparables (0: none). `spread` is the variance
    of single weeks beyond chance, `lasting` the standard deviation of what lasts and `memory` how much of it is left a
    week later. `own_season` is how far the cell's season differs from that of its comparables.
    """

    measure: Measure
    level: float
    weeks_before: int
    weeks_after: int
    effect: float
    others: float = 5.0
    spread: float = 0.05
    lasting: float = 0.15
    memory: float = 0.5
    season: float = 0.3
    own_season: float = 0.0
    growth: float = 0.3
    share: float = 0.3


def draw(setting: Setting, random: np.random.Generator) -> tuple[list[Week], list[Week] | None]:
    """The cell's weeks, and those of its comparables."""
    at = [*range(-setting.weeks_before, 0), *range(WASH_IN_WEEKS, WASH_IN_WEEKS + setting.weeks_after)]
    working_days = [WORKING_DAYS[week % len(WORKING_DAYS)] for week in at]
    year = 2 * np.pi * np.array(at) / (365.25 / 7)
    common = setting.season * np.sin(year) + setting.growth * np.array(at) / 52 + np.log(np.array(working_days) / 5)
    own = np.array([setting.effect if week >= 0 else _none(setting.measure) for week in at])
    neither = np.full(len(at), _none(setting.measure))

    def made(numbers: Numbers) -> list[Week]:
        return [
            Week(STARTED_ON + timedelta(weeks=week), Side.AFTER if week >= 0 else Side.BEFORE, days, *values)
            for week, days, values in zip(at, working_days, numbers, strict=True)
        ]

    log_mean = np.log(setting.level) + common
    treated = made(_numbers(setting, random, log_mean + setting.own_season * np.cos(year), own, at))
    if not setting.others:
        return treated, None
    return treated, made(_numbers(setting, random, log_mean + np.log(setting.others), neither, at))


def _none(measure: Measure) -> float:
    """The effect that is none."""
    return 1.0 if measure in (Measure.COMPLAINTS, Measure.ANSWER_DAYS) else 0.0


def _numbers(setting: Setting, random: np.random.Generator, log_mean: Floats, effect: Floats, at: list[int]) -> Numbers:
    """Number, total and sum of squares of each week."""
    lasts = _lasting(setting, random, at)
    if setting.measure is Measure.COMPLAINTS:
        counts = _counts(random, np.exp(log_mean + lasts) * effect, setting.spread)
        return [(count, float(count), float(count)) for count in counts]
    counts = _counts(random, np.exp(log_mean), setting.spread)
    if setting.measure is Measure.ANSWER_DAYS:
        centres = np.log1p(TYPICAL_DAYS) + lasts + np.log(effect)
        values = [
            np.log1p(np.maximum(np.round(np.expm1(random.normal(centre, SPREAD_OF_DAYS, count))), 0))
            for centre, count in zip(centres, counts, strict=True)
        ]
    else:
        shares = np.clip(setting.share * (1 + lasts) + effect, 0, 1)
        values = [
            (random.random(count) < share).astype(np.float64) for share, count in zip(shares, counts, strict=True)
        ]
    return [(len(each), float(each.sum()), float((each * each).sum())) for each in values]


def _counts(random: np.random.Generator, mean: Floats, spread: float) -> list[int]:
    rate = random.gamma(1 / spread, mean * spread) if spread else mean
    return [int(count) for count in random.poisson(rate)]


def _lasting(setting: Setting, random: np.random.Generator, at: list[int]) -> Floats:
    value = random.normal(0, setting.lasting)
    values = {}
    for week in range(at[0], at[-1] + 1):
        values[week] = value
        value = setting.memory * value + random.normal(0, setting.lasting * np.sqrt(1 - setting.memory**2))
    return np.array([values[week] for week in at])
