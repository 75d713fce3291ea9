"""Of which quarters and years there are figures, and the quarters that lead to one."""

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.editions import Edition
from services.improvements.domain.performance.periods import QUARTER, YEAR, Named, named

MAX_QUARTERS = 8
"""What a picture over quarters shows at most: two years."""


async def published_periods(deps: Dependencies) -> tuple[Named, ...]:
    """Those of which figures are published: the latest first, a year before its quarters. Raises `StoreUnavailable`."""
    found = [each for name in await deps.editions.made() if (each := named(name)) is not None]
    return tuple(sorted(found, key=lambda each: (each.period.first.year, each.months, each.name), reverse=True))


async def quarters_until(until: Named, deps: Dependencies) -> tuple[Edition, ...]:
    """The editions of the last quarters that lead to the end of a period, the earliest first."""
    quarters = [
        each
        for each in await published_periods(deps)
        if each.months == QUARTER and each.period.last <= until.period.last
    ]
    found = [await deps.editions.get(each.name) for each in reversed(quarters[:MAX_QUARTERS])]
    return tuple(each for each in found if each is not None)


async def published_years(deps: Dependencies) -> tuple[int, ...]:
    """The years of which figures are published, the latest first."""
    return tuple(int(each.name) for each in await published_periods(deps) if each.months == YEAR)
