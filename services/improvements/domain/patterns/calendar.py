"""What moves the whole city from week to week: working days, gaps in the records, and the common ups and downs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from services.improvements.domain.patterns.arrays import Bools, Floats, Ints, floats
from services.improvements.domain.patterns.table import WEEK, Codes, Table

GAP_SHARE = 0.1
"""A week with less than this share of a usual one is a gap in the records: no holiday empties a city so far."""
GAP_EXPECTED = 10.0
"""A code is silent by a gap, not by chance, when so many were expected meanwhile: by chance once in 20,000 times."""
CAP_RATIO, CAP_COUNT = 2.0, 3.0
"""In the common movement a category counts at most twice its usual share and three more."""
LEAST_REST = 0.25
"""The rest of the city is never taken for less than this share of it."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """`exposure` of each week in working days, `common` how many complaints the city had without single peaks.

    `is_known` says of each week whether the records have it; the other two are the weeks known of each category, unit
    and word, codes by weeks: from its first complaint on, without the gaps.
    """

    exposure: Floats
    common: Floats
    is_known: Bools
    of_category: Bools
    of_unit: Bools
    of_word: Bools

    def rest(self, counts: Floats) -> Floats:
        """What the rest of the city had in each week, for each row of `counts` (cells by weeks)."""
        return np.maximum(self.common - counts, LEAST_REST * self.common)


def weeks_of(table: Table, is_working_day: Callable[[date], bool]) -> Weeks:
    """Measure the weeks of a table. `is_working_day` is asked once for each day."""
    rows = np.arange(len(table.complaints), dtype=np.int64)
    categories = weekly_codes(table, table.category, rows)
    units = weekly_codes(table, table.unit, rows)
    words = weekly_codes(table, table.words, table.word_row)
    total = np.bincount(table.week, minlength=table.weeks).astype(np.float64)
    usual = float(np.median(total[total > 0])) if total.any() else 0.0
    is_known = total > GAP_SHARE * usual
    return Weeks(
        _exposure(table, is_working_day, is_known),
        np.maximum(_common(categories, total, is_known), 1.0),
        is_known,
        _known(categories, is_known),
        _known(units, is_known),
        _known(words, is_known),
    )


def weekly_codes(table: Table, codes: Codes, row: Ints) -> Floats:
    """How often each code comes in each week, codes by weeks."""
    has = codes.of >= 0
    flat = codes.of[has] * table.weeks + table.week[row[has]]
    counts = np.bincount(flat, minlength=len(codes.names) * table.weeks)
    return floats(counts.reshape(len(codes.names), table.weeks))


def _exposure(table: Table, is_working_day: Callable[[date], bool], is_known: Bools) -> Floats:
    """Working days of each week; a day off counts for as much as complaints come on it here, at most for one."""
    start = table.day.toordinal() - table.weeks * WEEK
    days = table.weeks * WEEK
    works = np.fromiter((is_working_day(date.fromordinal(start + each)) for each in range(days)), np.bool_, days)
    filed = np.bincount(table.filed - start, minlength=days).astype(np.float64)
    known = np.repeat(is_known, WEEK)
    usual, off = filed[known & works], filed[known & ~works]
    weight = 1.0
    if usual.sum() and len(off):
        weight = min(1.0, float(off.mean() / usual.mean()))
    each = np.where(works, 1.0, weight).reshape(table.weeks, WEEK).sum(axis=1)
    return floats(np.maximum(each, 0.5))


def _common(categories: Floats, total: Floats, is_known: Bools) -> Floats:
    """The city's complaints of each week, where what is beyond the usual share of a category is left out.

    A flood is one category's peak, not the city's growth: counted, it would hide itself and lower all others.
    """
    known = total[is_known].sum()
    if not known:
        return total
    usual = categories[:, is_known].sum(axis=1)[:, None] / known * total
    without = total - categories.sum(axis=0)
    return floats(np.minimum(categories, CAP_RATIO * usual + CAP_COUNT).sum(axis=0) + without)


def _known(counts: Floats, is_known: Bools) -> Bools:
    known = np.zeros(counts.shape, dtype=np.bool_)
    for code, series in enumerate(counts):
        came = np.flatnonzero(series)
        if not len(came):
            continue
        since = int(came[0])
        known[code, since:] = is_known[since:]
        rate = series.sum() / max(int(known[code].sum()), 1)
        for before, after in pairwise(came):
            silent = slice(int(before) + 1, int(after))
            if is_known[silent].sum() * rate >= GAP_EXPECTED:
                known[code, silent] = False
    return known
