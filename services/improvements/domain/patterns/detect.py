"""One run over the complaints of a city: every pattern that chance, season and the city's own course do not explain."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

import numpy as np

from services.improvements.domain.facts import Fact
from services.improvements.domain.patterns.arrays import Bools, Ints
from services.improvements.domain.patterns.calendar import Weeks, weekly_codes, weeks_of
from services.improvements.domain.patterns.cells import Cells, cells_of
from services.improvements.domain.patterns.counts import count_families
from services.improvements.domain.patterns.family import Family
from services.improvements.domain.patterns.others import other_families
from services.improvements.domain.patterns.overlaps import candidate, distinct
from services.improvements.domain.patterns.pattern import CellKind, Pattern, PatternKind
from services.improvements.domain.patterns.report import report
from services.improvements.domain.patterns.rules import Rules
from services.improvements.domain.patterns.seasons import Seasons, seasons, waves_of
from services.improvements.domain.patterns.shares import outcomes, past_families
from services.improvements.domain.patterns.table import Codes, Table, table
from services.improvements.domain.patterns.tails import q_values, weights

MIN_TOTAL = 8
"""A cell with fewer complaints in all is not looked at. The total does not say when they came: no test is spoilt."""
COUNTED = (
    CellKind.CATEGORY,
    CellKind.UNIT,
    CellKind.WORD,
    CellKind.CATEGORY_DISTRICT,
    CellKind.CATEGORY_VILLAGE,
    CellKind.CATEGORY_UNIT,
)
SHARED = (
    CellKind.CITY,
    CellKind.CATEGORY,
    CellKind.UNIT,
    CellKind.CATEGORY_DISTRICT,
    CellKind.CATEGORY_UNIT,
    CellKind.UNIT_DISTRICT,
)
COMPARED = (CellKind.UNIT, CellKind.CATEGORY_DISTRICT, CellKind.CATEGORY_UNIT, CellKind.UNIT_DISTRICT)
"""Cells of which others have complaints of the same categories."""
OUTCOMES = (PatternKind.LATE, PatternKind.REOPENED, PatternKind.LOW_RATING, PatternKind.TRANSFERRED)


def detect(
    facts: Iterable[Fact],
    day: date,
    is_working_day: Callable[[date], bool],
    renamed: Mapping[str, str] | None = None,
    rules: Rules | None = None,
) -> tuple[Pattern, ...]:
    """What keeps going wrong, as the records show it at the beginning of `day`; the clearest first.

    Weeks are counted back from `day`; what was filed on it or later is left out. `renamed` maps old codes (category,
    unit, area, word) to those of today; units that were merged have the same new code. The order of `facts` changes
    nothing. Raises `ValueError` where `renamed` leads in a circle. No complaint, or nothing found: an empty tuple.
    """
    rules = rules or Rules()
    known = table(facts, day, renamed or {}, rules.weeks)
    if known.weeks == 0:
        return ()
    weeks = weeks_of(known, is_working_day)
    families = [family for family in _families(known, weeks, rules) if len(family.tested)]
    if not families:
        return ()
    log_p = np.concatenate([family.log_p for family in families])
    sizes = [len(family.tested) for family in families]
    adjusted = q_values(log_p, np.repeat(np.arange(len(families)), sizes))
    rejected = max(int((adjusted <= rules.q).sum()), 1)
    bounds = np.log(rules.q * rejected / len(log_p) * weights(np.array(sizes)))
    candidates = []
    for family, end, size, bound in zip(families, np.cumsum(sizes), sizes, bounds.tolist(), strict=True):
        q = adjusted[end - size : end]
        chosen = np.flatnonzero((q <= rules.q) & (family.observed >= rules.min_complaints))
        candidates += [candidate(known, family, int(place), bound, float(q[place])) for place in chosen]
    return tuple(report(known, each) for each in distinct(known, candidates, rules))


def _families(known: Table, weeks: Weeks, rules: Rules) -> Iterator[Family]:
    cells = {kind: cells_of(known, kind, MIN_TOTAL) for kind in CellKind}
    past = known.weeks - max(rules.count_windows)
    if past >= rules.min_past:
        yield from _counted(known, weeks, cells, past, rules)
    for outcome in OUTCOMES:
        city = outcomes(known, cells[CellKind.CITY], outcome)
        for kind in SHARED:
            yield from past_families(known, cells[kind], outcome, _known(weeks, cells[kind]), city, rules)
        for kind in COMPARED:
            yield from other_families(known, cells[kind], outcome, rules)


def _counted(known: Table, weeks: Weeks, cells: Mapping[CellKind, Cells], past: int, rules: Rules) -> Iterator[Family]:
    rows = np.arange(len(known.complaints), dtype=np.int64)
    every = np.ones(len(rows), dtype=np.bool_)
    waves = waves_of(known.first_day(0), known.weeks, int(weeks.is_known[:past].sum()))

    def of_codes(codes: Codes, is_known: Bools, row: Ints) -> Seasons:
        counts = weekly_codes(known, codes, row)
        return seasons(counts, weeks.rest(counts), is_known, waves, past)

    of_category = of_codes(known.category, weeks.of_category, rows)
    own = {
        CellKind.UNIT: of_codes(known.unit, weeks.of_unit, rows),
        CellKind.WORD: of_codes(known.words, weeks.of_word, known.word_row),
    }
    for kind in COUNTED:
        each = cells[kind]
        season = own.get(kind, of_category)
        yield from count_families(
            each, each.weekly(known), _known(weeks, each), season, each.first, weeks, every, rules
        )


def _known(weeks: Weeks, cells: Cells) -> Bools:
    """The weeks known of each cell: those of all its codes."""
    if cells.kind is CellKind.CITY:
        return weeks.is_known[None, :]
    if cells.kind is CellKind.WORD:
        return weeks.of_word[cells.first]
    if cells.kind in (CellKind.UNIT, CellKind.UNIT_DISTRICT):
        return weeks.of_unit[cells.first]
    of_category = weeks.of_category[cells.first]
    return of_category & weeks.of_unit[cells.second] if cells.kind is CellKind.CATEGORY_UNIT else of_category
