"""Whether a cell has more complaints than its past, the season and the rest of the city let expect."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from services.improvements.domain.patterns.arrays import Bools, Floats, Ints
from services.improvements.domain.patterns.calendar import Weeks
from services.improvements.domain.patterns.cells import Cells
from services.improvements.domain.patterns.dispersion import BLOCK, Spread, freedom, spread_of_counts
from services.improvements.domain.patterns.family import Family, Series
from services.improvements.domain.patterns.pattern import Baseline, PatternKind
from services.improvements.domain.patterns.rules import Rules
from services.improvements.domain.patterns.seasons import Seasons
from services.improvements.domain.patterns.tails import count_quantile, count_tail, widened

HALF = 0.5
"""Added to the past count: a cell without a complaint in its past is not thought impossible (Jeffreys' prior)."""
YEAR, SHIFT = 52, 2
"""The same weeks of last year, and by how many weeks a yearly peak may move."""
PEAK = 0.95


@dataclass(frozen=True, slots=True)
class CountModel:
    """A cell's past: `rate` complaints a working day; `factor` is the season, `base` the rest of the city's rate."""

    counts: Floats
    known: Bools
    rest: Floats
    exposure: Floats
    factor: Floats
    season_error: Floats
    past: int
    base: Floats
    rate: Floats
    fitted: Floats
    spread: Spread
    past_error: Floats


def count_families(
    cells: Cells, counts: Floats, known: Bools, season: Seasons, series: Ints, weeks: Weeks, every: Bools, rules: Rules
) -> Iterator[Family]:
    """One family for each window. `counts` and `known` are cells by weeks, `series` says whose season a cell has,
    and `every` is true for each complaint of the table.
    """
    past = counts.shape[1] - max(rules.count_windows)
    usable = np.flatnonzero(known[:, : max(past, 0)].sum(axis=1) >= rules.min_past)
    if not len(usable):
        return
    for window in rules.count_windows:
        errors = season.variance(window)[series[usable]]
        model = _model(counts[usable], known[usable], season.factor[series[usable]], errors, weeks, past)
        yield _family(cells, usable, model, window, season.waves.shape[1] > 0, every, rules)


def _model(counts: Floats, known: Bools, factor: Floats, errors: Floats, weeks: Weeks, past: int) -> CountModel:
    rest = weeks.rest(counts)
    before = known[:, :past]
    base = (rest[:, :past] * before).sum(axis=1) / (weeks.exposure[:past] * before).sum(axis=1)
    shape = rest / base[:, None] * factor
    seen = (counts[:, :past] * before).sum(axis=1)
    rate = (seen + HALF) / (shape[:, :past] * before).sum(axis=1)
    fitted = rate[:, None] * shape
    scaled = fitted[:, :past] * (seen / (seen + HALF))[:, None]
    spread = spread_of_counts(counts[:, :past], scaled, before)
    number = before.sum(axis=1) / BLOCK
    error = (
        (1 + spread.clumping) / (seen + HALF) + spread.variation / number + 1 / (rest[:, :past] * before).sum(axis=1)
    )
    return CountModel(counts, known, rest, weeks.exposure, factor, errors, past, base, rate, fitted, spread, error)


def _family(
    cells: Cells, usable: Ints, model: CountModel, window: int, has_season: bool, every: Bools, rules: Rules
) -> Family:
    inside = model.known[:, -window:]
    exposed = model.exposure[-window:] * inside
    rest = (model.rest[:, -window:] * inside).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        growth = np.maximum(np.nan_to_num(rest / exposed.sum(axis=1) / model.base, nan=1.0), 1.0)
    growth = growth * _yearly_peak(model, window)
    daily = model.rate[:, None] * model.factor * growth[:, None]
    expected = (daily[:, -window:] * exposed).sum(axis=1)
    observed = (model.counts[:, -window:] * inside).sum(axis=1)
    error = model.past_error + model.season_error + 1 / np.maximum(rest, 1.0)
    extra = model.spread.extra(expected) + error
    enough = (observed >= rules.min_complaints) & (expected > 0)
    log_p = np.zeros(len(observed))
    log_p[enough] = count_tail(observed[enough], expected[enough], extra[enough])
    part = model.spread.extra(expected) / (1 / np.maximum(expected, 1e-9) + extra)
    free = freedom(model.known[:, : model.past].sum(axis=1) / BLOCK, part)
    log_p = widened(log_p, free)

    def series(place: int) -> Series:
        mean = model.fitted[place].copy()
        mean[model.past :] = daily[place, model.past :] * model.exposure[model.past :]
        mean = mean * model.known[place]
        wide = model.spread.clumping[place] / np.maximum(mean, 1e-9) + model.spread.variation[place]
        low, high = (count_quantile(level, mean, wide) * (mean > 0) for level in (0.025, 0.975))
        return Series(model.counts[place], mean, low, high)

    return Family(
        PatternKind.SURGE, Baseline.PAST, cells, window, usable, observed, expected, None, extra, error, free, log_p,
        has_season, every, series,
    )  # fmt: skip


def _yearly_peak(model: CountModel, window: int) -> Floats:
    """By how much the same weeks of last year were above the model, where that was no chance; else 1.

    Waves of a year are smooth. A fair, a school enrolment or a feast is not, and comes again.
    """
    end = model.counts.shape[1] - YEAR
    if end - window - SHIFT < 0 or end + SHIFT > model.past:
        return np.ones(len(model.counts))
    peak = np.ones(len(model.counts))
    for shift in range(-SHIFT, SHIFT + 1):
        weeks = slice(end - window + shift, end + shift)
        seen = (model.counts[:, weeks] * model.known[:, weeks]).sum(axis=1)
        mean = np.maximum((model.fitted[:, weeks] * model.known[:, weeks]).sum(axis=1), 1e-9)
        is_peak = seen > count_quantile(PEAK, mean, model.spread.extra(mean))
        peak = np.where(is_peak, np.maximum(peak, seen / mean), peak)
    return peak
