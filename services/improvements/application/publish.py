"""Makes the editions of figures: those of the last two years once, those that still move as often as it is wanted."""

import asyncio
from datetime import timedelta
from functools import cache

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.observed import observations_between
from services.improvements.domain.editions import Edition, compiled, due
from services.improvements.domain.performance.periods import Named, quarter_of
from services.improvements.domain.performance.report import Source
from services.improvements.domain.satisfaction import SurveyAnswer

ONE_DAY = timedelta(days=1)


async def publish_next(deps: Dependencies, every: timedelta) -> Edition | None:
    """Make the edition that is due next; None when none is. Raises `StoreUnavailable`: then nothing has changed."""
    now = deps.clock()
    wanted = due(await deps.editions.made(), deps.city.day_of(now), now, every)
    return None if wanted is None else await publish(wanted, deps)


async def publish(wanted: Named, deps: Dependencies) -> Edition:
    """Make the edition of a period from what is known until the end of yesterday."""
    now, city = deps.clock(), deps.city
    as_of, outdated_by = city.day_of(now), await deps.editions.outdated_by(wanted.name)
    last = min(wanted.period.last, as_of - ONE_DAY)
    source = Source(
        complaints=await observations_between(deps, wanted.earlier.first, last),
        as_of=as_of,
        is_working_day=cache(city.is_working_day),
        successors=city.improvements.successors,
    )
    answers = await _answers(wanted, deps)
    edition = await asyncio.to_thread(compiled, source, answers, wanted, now)
    await deps.editions.publish(edition, outdated_by)
    return edition


async def _answers(wanted: Named, deps: Dependencies) -> list[SurveyAnswer]:
    quarters = [quarter_of(each.first) for each in wanted.quarters or (wanted.period,)]
    return [each for quarter in quarters async for each in deps.surveys.of_quarter(quarter)]
