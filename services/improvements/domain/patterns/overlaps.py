"""The same excess is reported once: what a pattern explains is taken out of the patterns that overlap with it."""

from dataclasses import dataclass

import numpy as np

from services.improvements.domain.patterns.arrays import Floats, Ints
from services.improvements.domain.patterns.family import Family
from services.improvements.domain.patterns.rules import Rules
from services.improvements.domain.patterns.table import Table
from services.improvements.domain.patterns.tails import count_tail, share_tail, widened

MOSTLY = 0.5
"""A pattern of which this share lies inside another one is a part of that."""


PEAK_BOUND = float(np.log(0.001))
"""What a pattern must reach without the peak of its busiest day. That it is no chance has been shown before."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A significant test: the place in its family, what it may reach at most (`bound`, log p), and its complaints.

    `rows` are those of the cell that were counted, at any time; `now` those of the window, for a share the bad ones.
    """

    family: Family
    place: int
    bound: float
    q: float
    rows: Ints
    now: Ints

    @property
    def ratio(self) -> float:
        """How many there are for one that was expected."""
        return float(self.family.observed[self.place] / self.family.expected[self.place])

    @property
    def key(self) -> str:
        """Kind and cell."""
        return f"{self.family.kind}/{self.family.cells.name(int(self.family.tested[self.place])).key}"


def candidate(table: Table, family: Family, place: int, bound: float, q: float) -> Candidate:
    """One test of a family, with its complaints."""
    rows = family.cells.rows_of(int(family.tested[place]))
    rows = np.sort(rows[family.eligible[rows]])
    now = rows[table.week[rows] >= table.weeks - family.window]
    if family.out_of is not None:
        now = now[table.measures[family.kind][1][now]]
    return Candidate(family, place, bound, q, rows, now)


def distinct(table: Table, candidates: list[Candidate], rules: Rules) -> list[Candidate]:
    """The candidates that stand on their own, the best explanation (least p) first.

    Each is tested again, without what those before it explain, and with its busiest day counted as the one after that.
    """
    order = sorted(candidates, key=lambda each: (each.family.log_p[each.place], -len(each.now), each.key))
    kept: list[Candidate] = []
    for each in order:
        rivals = [other for other in kept if other.family.kind is each.family.kind]
        if any(other.key == each.key for other in rivals):
            continue
        if _stands(table, each, rivals, rules):
            kept.append(each)
    return kept


def _stands(table: Table, each: Candidate, others: list[Candidate], rules: Rules) -> bool:
    """One more test without the peak of a day, which need be clear only by itself, and one without what others explain.

    Somebody who writes ten times in an hour is no pattern, and nothing that keeps going wrong.
    """
    days, number = np.unique(table.filed[each.now], return_counts=True)
    if len(days) < rules.min_days:
        return False
    peak = int(number.max() - np.sort(number)[-2])
    left = _counts_left if each.family.out_of is None else _share_left
    overlapping = [other for other in others if len(_common(each.now, other.rows))]
    tests = (left(table, each, [], peak), PEAK_BOUND), (left(table, each, overlapping, 0), each.bound)
    return all(
        observed >= max(rules.min_complaints, rules.min_ratio * expected) and log_p <= bound
        for (observed, expected, log_p), bound in tests
    )


def _counts_left(table: Table, each: Candidate, others: list[Candidate], peak: int) -> tuple[float, float, float]:
    """Of a part its excess is taken away; what lies inside a larger pattern is expected to have grown as that did."""
    family, place = each.family, each.place
    observed, expected = float(family.observed[place]), float(family.expected[place])
    before = each.rows[table.week[each.rows] < table.weeks - family.window]
    less, more = float(peak), 0.0
    for other in others:
        shared = len(_common(each.now, other.rows))
        if len(_common(other.now, each.rows)) >= MOSTLY * len(other.now):
            usual = expected * len(_common(before, other.rows)) / max(len(before), 1)
            less += max(0.0, shared - usual)
        else:
            more += expected * (other.ratio - 1) * len(_common(each.rows, other.rows)) / len(each.rows)
    seen, mean = max(0.0, np.ceil(observed - less)), expected + more
    tail = count_tail(*(np.array([value]) for value in (seen, mean, float(family.spread[place]))))
    return seen, mean, float(widened(tail, family.freedom[place : place + 1])[0])


def _share_left(table: Table, each: Candidate, others: list[Candidate], peak: int) -> tuple[float, float, float]:
    """A part is left out with all its complaints; inside a larger pattern the share of that is what is expected."""
    family, place = each.family, each.place
    share = float(family.expected[place] / _out_of(family)[place])
    bad = each.now
    of = each.rows[table.week[each.rows] >= table.weeks - family.window]
    for other in others:
        if len(_common(other.now, each.rows)) >= MOSTLY * len(other.now):
            bad, of = np.setdiff1d(bad, other.rows), np.setdiff1d(of, other.rows)
        elif len(_common(each.now, other.rows)) >= MOSTLY * len(each.now):
            share = max(share, float(other.family.observed[other.place] / _out_of(other.family)[other.place]))
    seen, size = len(bad) - peak, len(of) - peak
    if seen <= 0:
        return 0.0, 0.0, 0.0
    tail = np.array([share_tail(seen, size, share, float(family.spread[place]))])
    return float(seen), size * share, float(widened(tail, family.freedom[place : place + 1])[0])


def _out_of(family: Family) -> Floats:
    if family.out_of is None:
        raise ValueError(f"{family.kind} has no share")
    return family.out_of


def _common(one: Ints, other: Ints) -> Ints:
    return np.intersect1d(one, other, assume_unique=True)
