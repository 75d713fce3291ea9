"""Whether more of a cell's complaints end badly than in its own past, or than in comparable complaints of others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from services.improvements.domain.patterns.arrays import Bools, Floats, Ints, floats
from services.improvements.domain.patterns.cells import Cells
from services.improvements.domain.patterns.dispersion import blocks, correlation_in_time, freedom
from services.improvements.domain.patterns.family import Family, Series
from services.improvements.domain.patterns.pattern import Baseline, CellKind, PatternKind
from services.improvements.domain.patterns.rules import Rules
from services.improvements.domain.patterns.table import Table
from services.improvements.domain.patterns.tails import share_band, share_tail, widened

BLOCK = 8
"""Weeks whose share is compared with the whole past, to learn how far shares move."""
MIN_NOW, MIN_BEFORE = 10, 20
"""So many complaints could have had the outcome, in the window and before it; with fewer a share says nothing."""
HALF = 0.5
"""Added to both outcomes of the past (Jeffreys' prior)."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of each cell in each week (cells by weeks): how many had the outcome, and how many could have had it."""

    bad: Floats
    of: Floats


def outcomes(table: Table, cells: Cells, kind: PatternKind) -> Outcomes:
    """Count a kind of outcome in all cells."""
    could, has = table.measures[kind]
    return Outcomes(cells.weekly(table, could & has), cells.weekly(table, could))


def past_families(
    table: Table, cells: Cells, kind: PatternKind, known: Bools, city: Outcomes, rules: Rules
) -> Iterator[Family]:
    """Compare each cell with its own past, one family for each window.

    Where the share of the rest of the city rose, so much of a rise (in log odds) is expected here too. The city itself
    is compared with its past as it is.
    """
    seen = outcomes(table, cells, kind)
    past = table.weeks - max(rules.share_windows)
    if past < rules.min_past:
        return
    before = known[:, :past]
    for window in rules.share_windows:
        bad, of = seen.bad[:, -window:].sum(axis=1), seen.of[:, -window:].sum(axis=1)
        bad_before, of_before = (seen.bad[:, :past] * before).sum(axis=1), (seen.of[:, :past] * before).sum(axis=1)
        enough = (before.sum(axis=1) >= rules.min_past) & (of >= MIN_NOW) & (of_before >= MIN_BEFORE)
        usable = np.flatnonzero(enough & (bad + bad_before >= rules.min_complaints))
        if not len(usable):
            continue
        bad, of, bad_before, of_before = bad[usable], of[usable], bad_before[usable], of_before[usable]
        share = (bad_before + HALF) / (of_before + 2 * HALF)
        in_blocks = blocks(seen.of[usable, :past], BLOCK)
        in_time = correlation_in_time(blocks(seen.bad[usable, :past], BLOCK), in_blocks, share)
        usual = in_blocks.sum(axis=1) / np.maximum((in_blocks > 0).sum(axis=1), 1)
        error = (1 + np.maximum(usual - 1, 0) * in_time) / (of_before + 2 * HALF)
        if cells.kind is not CellKind.CITY:
            share = special.expit(special.logit(share) + _rise(seen, city, past, window)[usable])
        yield share_family(
            (kind, Baseline.PAST), cells, window, usable, (bad, of), share, in_time, error,
            (in_blocks > 0).sum(axis=1).astype(np.float64), seen, table.measures[kind][0], rules,
        )  # fmt: skip


def _rise(seen: Outcomes, city: Outcomes, past: int, window: int) -> Floats:
    """By how much the log odds of the rest of the city rose from the past to the window; 0 where they fell."""

    def log_odds(weeks: slice) -> Floats:
        bad = city.bad[:, weeks].sum() - seen.bad[:, weeks].sum(axis=1)
        of = city.of[:, weeks].sum() - seen.of[:, weeks].sum(axis=1)
        return floats(np.log((bad + HALF) / (of - bad + HALF)))

    return np.maximum(log_odds(slice(-window, None)) - log_odds(slice(0, past)), 0.0)


def share_family(
    what: tuple[PatternKind, Baseline],
    cells: Cells,
    window: int,
    usable: Ints,
    now: tuple[Floats, Floats],
    share: Floats,
    correlation: Floats,
    error: Floats,
    number: Floats,
    seen: Outcomes,
    eligible: Bools,
    rules: Rules,
) -> Family:
    """Test `now` (with the outcome, could have it) against `share`; `error` is the variance of its estimate / (pq).

    `number` is how many blocks (or other cells) the correlation was learnt from. `seen` are all weeks of all cells,
    `eligible` the complaints of the table that are counted in them.
    """
    bad, of = now
    together = np.clip(correlation + error, 0.0, 0.9)
    log_p = np.zeros(len(bad))
    for place in np.flatnonzero((bad >= rules.min_complaints) & (bad > of * share)):
        log_p[place] = share_tail(int(bad[place]), int(of[place]), float(share[place]), float(together[place]))

    def series(place: int) -> Series:
        weekly = seen.of[usable[place]]
        low, high = share_band(weekly, float(share[place]), float(correlation[place]))
        return Series(seen.bad[usable[place]], weekly * share[place], low, high, weekly)

    part = (of - 1) * correlation / (1 + (of - 1) * together)
    free = freedom(number, part)
    log_p = widened(log_p, free)
    return Family(
        *what, cells, window, usable, bad, of * share, of, together, error, free, log_p, True, eligible, series
    )
