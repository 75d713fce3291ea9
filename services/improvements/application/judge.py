"""Judges what became of the measure of actions that are done, three and six months later."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from contracts.values import EffectVerdict, Interval
from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.observed import observations_between
from services.improvements.domain.changes import judged
from services.improvements.domain.effect.actions import Action, judge
from services.improvements.domain.effect.cells import Cell
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Effect
from services.improvements.domain.effect.weeks import Timing
from services.improvements.domain.improvement import Improvement
from services.improvements.record import Record, SeenEffect, Week

AT_ONCE = 20
"""Actions that are judged in one step."""
PAST = timedelta(weeks=156)
"""So much of the time before an action began is looked at."""


async def judge_due(deps: Dependencies) -> int:
    """Judge what is due; how many were judged. Raises `StoreUnavailable`: what was judged until then is kept."""
    now = deps.clock()
    due = await deps.improvements.to_judge(now, AT_ONCE)
    done = 0
    for record, version in due:
        months = record.improvement.judge_months
        if months is None:
            continue
        judged_on = deps.city.day_of(now)
        effect = await _effect(record.improvement, judged_on, deps)
        change = judged(
            record.improvement,
            months,
            EffectVerdict(effect.verdict.value),
            now,
            measured=(effect.before, effect.after, effect.expected),
            change=_interval(effect),
            scale=None if effect.estimate is None else effect.kind.value,
        )
        after = replace(
            record, improvement=change.improvement, effects=(*record.effects, _seen(effect, months, judged_on))
        )
        if await deps.improvements.advance(after, version, change.events, now):
            done += 1
            metrics.effects.labels(effect.verdict.value).inc()
            deps.wake()
    return done


async def _effect(improvement: Improvement, judged_on: date, deps: Dependencies) -> Effect:
    """Of the whole city, for the others are what it is compared with."""
    city = deps.city
    started_on, done_on = (
        city.day_of(each or improvement.proposed_at) for each in (improvement.started_at, improvement.done_at)
    )
    first = started_on - PAST
    complaints = await observations_between(deps, first, judged_on - timedelta(days=1))
    others = await _others(improvement, deps)
    timing = Timing(started_on=started_on, done_on=done_on, judged_on=judged_on)
    action = Action(
        Measure(improvement.target.measure), cell_of(improvement), timing, others, city.improvements.successors
    )
    return await asyncio.to_thread(judge, complaints, action, cache(city.is_working_day))


async def _others(improvement: Improvement, deps: Dependencies) -> tuple[Cell, ...]:
    """The cells of the actions proposed last: what has an action of its own is nothing to compare with."""
    latest: Sequence[Record] = await deps.improvements.latest(None)
    others = (each.improvement for each in latest if each.improvement.id != improvement.id)
    return tuple(cell_of(each) for each in others if each.started_at is not None)


def cell_of(improvement: Improvement) -> Cell:
    """The complaints that an action is about."""
    about = improvement.about
    return Cell(about.category, about.area, about.unit, about.word)


def _interval(effect: Effect) -> Interval | None:
    if effect.estimate is None or effect.low is None or effect.high is None:
        return None
    return Interval(estimate=effect.estimate, low=effect.low, high=effect.high)


def _seen(effect: Effect, months: int, judged_on: date) -> SeenEffect:
    interval = _interval(effect)
    return SeenEffect(
        months=months,
        judged_on=judged_on,
        verdict=effect.verdict.value,
        measure=effect.measure.value,
        scale=effect.kind.value,
        compared=effect.compared.value,
        before=effect.before,
        after=effect.after,
        expected=effect.expected,
        change=None if interval is None else (interval.estimate, interval.low, interval.high),
        complaints_before=effect.complaints_before,
        complaints_after=effect.complaints_after,
        reasons=tuple(reason.value for reason in effect.reasons),
        weeks=tuple(
            Week(point.starts_on, point.observed, point.expected, point.low, point.high) for point in effect.series
        ),
    )
