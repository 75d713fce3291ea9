"""A cell's share against that of complaints of the same categories elsewhere (indirect standardisation)."""

from collections.abc import Iterator

import numpy as np

from services.improvements.domain.patterns.arrays import Floats, Ints, floats
from services.improvements.domain.patterns.cells import Cells
from services.improvements.domain.patterns.dispersion import correlation_between
from services.improvements.domain.patterns.family import Family
from services.improvements.domain.patterns.pattern import Baseline, PatternKind
from services.improvements.domain.patterns.rules import Rules
from services.improvements.domain.patterns.shares import HALF, MIN_NOW, Outcomes, share_family
from services.improvements.domain.patterns.table import Table

LEAST_SHARE, MOST_SHARE = 0.001, 0.999


def other_families(table: Table, cells: Cells, kind: PatternKind, rules: Rules) -> Iterator[Family]:
    """Compare the cells over the longest window of shares; complaints that nobody else has the like of do not count."""
    window = max(rules.share_windows)
    could, has = table.measures[kind]
    chosen = (cells.cell >= 0) & could[cells.row] & (table.category.of[cells.row] >= 0)
    chosen &= table.week[cells.row] >= table.weeks - window
    of_city, bad_city = _of_categories(table, kind, window)
    cell, category = cells.cell[chosen], table.category.of[cells.row[chosen]]
    pairs, number = np.unique(cell * len(of_city) + category, return_inverse=True)
    if not len(pairs):
        return
    bad = np.bincount(number, weights=has[cells.row[chosen]].astype(np.float64), minlength=len(pairs))
    of = np.bincount(number, minlength=len(pairs)).astype(np.float64)
    whose, which = pairs // len(of_city), pairs % len(of_city)
    rest, rest_bad = of_city[which] - of, bad_city[which] - bad
    fair = rest >= rules.min_others
    is_compared = np.zeros(len(table.complaints), dtype=np.bool_)
    is_compared[cells.row[chosen][fair[number]]] = True
    share = np.clip((rest_bad + HALF) / (rest + 2 * HALF), LEAST_SHARE, MOST_SHARE)
    share, rest, bad, of, whose = share[fair], rest[fair], bad[fair], of[fair], whose[fair]

    def summed(values: Floats) -> Floats:
        return floats(np.bincount(whose, weights=values, minlength=len(cells)))

    totals = summed(of)
    usable: Ints = np.flatnonzero((totals >= MIN_NOW) & (summed(bad + of * share) >= rules.min_complaints))
    if not len(usable):
        return
    expected, chance = summed(of * share)[usable], summed(of * share * (1 - share))[usable]
    now = summed(bad)[usable], totals[usable]
    between = correlation_between(now[0], expected, now[1], chance)
    of_estimate = summed(of**2 * share * (1 - share) / rest)[usable] / np.maximum(now[1] * chance, 1e-9)
    error = of_estimate * (1 + between * float(now[1].mean()))
    weekly = Outcomes(cells.weekly(table, is_compared & has), cells.weekly(table, is_compared))
    yield share_family(
        (kind, Baseline.OTHERS), cells, window, usable, now, expected / now[1], np.full(len(usable), between), error,
        np.full(len(usable), float(len(usable))), weekly, is_compared, rules,
    )  # fmt: skip


def _of_categories(table: Table, kind: PatternKind, window: int) -> tuple[Floats, Floats]:
    could, has = table.measures[kind]
    chosen = could & (table.week >= table.weeks - window) & (table.category.of >= 0)
    codes, size = table.category.of[chosen], max(len(table.category.names), 1)
    of = np.bincount(codes, minlength=size).astype(np.float64)
    return of, floats(np.bincount(codes, weights=has[chosen].astype(np.float64), minlength=size))
