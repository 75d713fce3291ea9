"""Figures of a city over five quarters, as its pages have them: enough, too few, answers, notes and lists."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.figures import NoteRequest, annotate
from services.improvements.domain.performance.lists import Entry, Lists, Why
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import quarter_of
from tests.component.improvements.figures import OTHER_UNIT, answered, made, surveyed
from tests.component.improvements.lives import UNIT, hear
from tests.unit.improvements.actions import HEAD

QUARTERS = 5


async def with_figures(deps: Dependencies) -> dict[str, str]:
    """Keep them, in the past of `deps.clock`; the paths of their pages by name."""
    now = deps.clock()
    last = _quarter_before(deps.city.day_of(now))
    beginning = datetime.combine(last, now.timetz())
    for back in range(QUARTERS):
        first = beginning - timedelta(days=91 * back)
        unit, other = (
            [*answered(f"a{back}", 60, UNIT, 3 + back, first)],
            [*answered(f"b{back}", 40, OTHER_UNIT, 9, first)],
        )
        await hear(deps, [*unit, *other, *answered(f"c{back}", 3, "dinas-perhubungan", 4, first)])
        at = first + timedelta(days=20)
        await hear(deps, [surveyed(f"a{back}-{each}", at, 2 + (each + back) % 3) for each in range(12)])
        await hear(deps, [surveyed(f"b{back}-{each}", at, 4, unit=OTHER_UNIT) for each in range(9)])
        await hear(deps, [surveyed(f"c{back}-{each}", at, 1, unit="dinas-perhubungan") for each in range(2)])
    name = quarter_of(last)
    await annotate(NoteRequest(UNIT, name, ("answer_days",), "Banjir di seluruh kecamatan, 12-20 Januari."), HEAD, deps)
    for back in range(QUARTERS):
        await made(quarter_of(last - timedelta(days=91 * back - 10)), deps)
    helped = Entry(UNIT, Why.WORSENED, Key(Measure.REOPENED_SHARE), 60, 0.12, 0.0, 5.0)
    praised = Entry(OTHER_UNIT, Why.BETTER_THAN_EXPECTED, Key(Measure.ANSWER_DAYS), 40, 0.1, 0.5, -5.0)
    edition = await deps.editions.get(name)
    assert edition is not None
    await deps.editions.publish(replace(edition, lists=Lists((praised,), (helped,))), None)
    await made(str(last.year), deps)
    unit_at = f"/improvements/units/{UNIT}"
    return {
        "units": "/improvements/units",
        "unit": unit_at,
        "behind": f"{unit_at}/complaints?period={name}&measure=rating",
        "satisfaction": "/improvements/satisfaction",
        "reports": "/improvements/reports",
        "report": f"/improvements/reports/{last.year}",
    }


def _quarter_before(day: date) -> date:
    """The first day of the last quarter that is over."""
    month = (day.month - 1) // 3 * 3 + 1
    year, month = (day.year, month - 3) if month > 3 else (day.year - 1, 10)
    return date(year, month, 1)
