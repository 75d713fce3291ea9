"""Tests of one sort: what is too frequent, in cells of one kind, in one window."""

from collections.abc import Callable
from dataclasses import dataclass

from services.improvements.domain.patterns.arrays import Bools, Floats, Ints
from services.improvements.domain.patterns.cells import Cells
from services.improvements.domain.patterns.pattern import Baseline, PatternKind


@dataclass(frozen=True, slots=True)
class Series:
    """One cell's weeks: `observed`, `expected` and the band of 95 %, and of a share how many could have had it."""

    observed: Floats
    expected: Floats
    low: Floats
    high: Floats
    out_of: Floats | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """For each cell in `tested` (its number) one test; the arrays go with it.

    `spread` is of a surge the relative variance of what was expected beyond Poisson's, of a share the correlation.
    `out_of` is None for a surge. `past_error` is the part of the spread that is the error of what was expected,
    and `freedom` are the degrees of freedom with which the spread is known.
    `eligible` says which complaints of the table were counted. `series` gives the weeks of a cell by its
    place in `tested`.
    """

    kind: PatternKind
    baseline: Baseline
    cells: Cells
    window: int
    tested: Ints
    observed: Floats
    expected: Floats
    out_of: Floats | None
    spread: Floats
    past_error: Floats
    freedom: Floats
    log_p: Floats
    is_season_known: bool
    eligible: Bools
    series: Callable[[int], Series]
