"""How promises are kept, computed from published rows and from nothing else, so that everybody can compute it again.

What rests on fewer than `K` complaints is not shown. Within a table one number that is not shown would follow from the
total and the others, so the next smallest is left out too, until what is left out rests on at least `K` and is at least
two numbers. See `contracts.small_numbers.left_out`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from contracts.outcomes import Outcome
from contracts.small_numbers import Parts, is_small, left_out
from services.complaints.domain.published import K, Row, Stands

SHARE_DIGITS, MEAN_DIGITS = 3, 2


@dataclass(slots=True)
class Tally:
    """What is counted of some rows. `judged` are those with a promise that is over; days and stars by how often."""

    count: int = 0
    open: int = 0
    judged: int = 0
    kept: int = 0
    late: int = 0
    responses: Counter[int] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    reopened: int = 0
    ratings: Counter[int] = field(default_factory=Counter)

    def add(self, row: Row, kept: int, late: int) -> None:
        """Count a row that has so many promises of these outcomes."""
        self.count += 1
        self.open += row.state is Stands.OPEN
        self.judged += kept + late > 0
        self.kept += kept
        self.late += late
        if row.response_days is not None:
            self.responses[row.response_days] += 1
        if row.answer_days is not None:
            self.answers[row.answer_days] += 1
            self.reopened += row.reopened
        if row.rating is not None:
            self.ratings[row.rating] += 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published of some complaints; None is what must not be shown, or what there is not.

    `count` of them, `open` ones, `promises` that are over and the share of these that was kept in time. Median working
    days from filing to the first response and to the first answer, of those that have one. Of those that were answered
    the share that was reopened; the mean of the ratings.
    """

    count: int | None = None
    open: int | None = None
    promises: int | None = None
    kept_share: float | None = None
    median_response_days: float | None = None
    median_answer_days: float | None = None
    reopened_share: float | None = None
    mean_rating: float | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """All that is published: in all, by category, by unit, by month of filing; and of each promise by its clock.

    Of a promise `count` is how many complaints have it, and `open` in how many of these it still runs.
    """

    total: Figures
    by_category: Mapping[str, Figures]
    by_unit: Mapping[str, Figures]
    by_month: Mapping[str, Figures]
    by_promise: Mapping[str, Figures]


class Counting:
    """Adds rows up, in memory that grows with the number of groups and not of rows."""

    def __init__(self) -> None:
        self._total = Tally()
        self._by = {name: defaultdict[str, Tally](Tally) for name in ("category", "unit", "month", "promise")}

    def add(self, row: Row) -> None:
        """Count a row as it is published."""
        found = [outcome for _, outcome in row.promises]
        kept, late = found.count(Outcome.KEPT), found.count(Outcome.LATE)
        self._total.add(row, kept, late)
        for table, group in (("category", row.category), ("unit", row.unit), ("month", row.month)):
            self._by[table][group].add(row, kept, late)
        for clock, outcome in row.promises:
            one = self._by["promise"][clock]
            one.count += 1
            one.open += outcome is Outcome.RUNNING
            one.judged += outcome is not Outcome.RUNNING
            one.kept += outcome is Outcome.KEPT
            one.late += outcome is Outcome.LATE

    def numbers(self, k: int = K) -> Numbers:
        """What may be shown of all that was added."""
        return Numbers(
            _figures(
                self._total, frozenset(name for name, parts in MEASURES.items() if is_small(parts(self._total), k))
            ),
            *(_table(self._by[table], k) for table in ("category", "unit", "month", "promise")),
        )


def numbers_of(rows: Iterable[Row], k: int = K) -> Numbers:
    """The numbers of these rows."""
    counting = Counting()
    for row in rows:
        counting.add(row)
    return counting.numbers(k)


MEASURES: Mapping[str, Callable[[Tally], Parts]] = {
    "count": lambda tally: (tally.count,),
    "open": lambda tally: (tally.open, tally.count - tally.open),
    "kept": lambda tally: (tally.judged,),
    "response": lambda tally: (tally.responses.total(),),
    "answer": lambda tally: (tally.answers.total(),),
    "rating": lambda tally: (tally.ratings.total(),),
}
"""What each figure rests on. Of the open ones also what is left: the number of those that are over."""


def median(counted: Mapping[int, int]) -> float | None:
    """The median of values that are given by how often each occurs; None of no values.

    In order of size it is the middle one; of an even number the mean of the two in the middle (the usual definition of
    statistics, as in `statistics.median`).
    """
    total = sum(counted.values())
    if not total:
        return None
    return (_nth(counted, (total - 1) // 2) + _nth(counted, total // 2)) / 2


def _nth(counted: Mapping[int, int], place: int) -> int:
    """The value at a place, from 0, in order of size."""
    passed = 0
    for value in sorted(counted):
        passed += counted[value]
        if place < passed:
            return value
    raise IndexError(place)


def _table(tallies: Mapping[str, Tally], k: int) -> dict[str, Figures]:
    hidden = {
        name: left_out({group: parts(tally) for group, tally in tallies.items()}, k) for name, parts in MEASURES.items()
    }
    return {
        group: _figures(tally, frozenset(name for name, groups in hidden.items() if group in groups))
        for group, tally in sorted(tallies.items())
    }


def _figures(tally: Tally, hidden: frozenset[str]) -> Figures:
    """Whose number is not shown has nothing that is shown."""
    if "count" in hidden:
        return Figures()
    figures = Figures(count=tally.count)
    if "open" not in hidden:
        figures = replace(figures, open=tally.open)
    if "kept" not in hidden:
        over = tally.kept + tally.late
        figures = replace(figures, promises=over, kept_share=_ratio(tally.kept, over, SHARE_DIGITS))
    if "response" not in hidden:
        figures = replace(figures, median_response_days=median(tally.responses))
    if "answer" not in hidden:
        again = _ratio(tally.reopened, tally.answers.total(), SHARE_DIGITS)
        figures = replace(figures, median_answer_days=median(tally.answers), reopened_share=again)
    if "rating" not in hidden:
        stars = sum(star * times for star, times in tally.ratings.items())
        figures = replace(figures, mean_rating=_ratio(stars, tally.ratings.total(), MEAN_DIGITS))
    return figures


def _ratio(part: int, whole: int, digits: int) -> float | None:
    return round(part / whole, digits) if whole else None
