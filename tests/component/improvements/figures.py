"""A city with two units over two quarters, answers to the survey, and the editions of all that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.events import ComplaintRated, ComplaintResolved, ComplaintSurveyed, Event
from contracts.values import SURVEY_ELEMENTS, AnsweredVia, SurveyScores
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.publish import publish
from services.improvements.domain.editions import Edition
from services.improvements.domain.performance.periods import named
from tests import builders
from tests.component.improvements.conftest import Clock
from tests.component.improvements.lives import UNIT, assigned, filed, hear

OTHER_UNIT = "dinas-lh"
FIRST_DAY = datetime(2026, 1, 5, 3, tzinfo=UTC)
LATER = datetime(2026, 5, 20, 3, tzinfo=UTC)
"""When the complaints of the first quarter show how they were answered."""


def scores(score: int = 4, **other: int) -> dict[str, int]:
    """The nine scores by their names."""
    return dict.fromkeys(SURVEY_ELEMENTS, score) | other


def surveyed(complaint: str, at: datetime, score: int = 4, **more: Any) -> ComplaintSurveyed:
    """An answer to the survey."""
    given: dict[str, Any] = {"unit": UNIT, "scores": SurveyScores(**scores(score)), "answered_via": AnsweredVia.PAGE}
    return builders.step(ComplaintSurveyed, complaint, at, 9, **given | more)


def answered(name: str, number: int, unit: str = UNIT, days: int = 2, first: datetime = FIRST_DAY) -> Iterator[Event]:
    """So many complaints of a unit, one a day, answered after so many days and rated."""
    for each in range(number):
        complaint, at = f"{name}-{each}", first + timedelta(days=each % 60)
        yield filed(complaint, at)
        yield assigned(complaint, at, unit)
        yield builders.step(ComplaintResolved, complaint, at + timedelta(days=days), 2)
        yield builders.step(ComplaintRated, complaint, at + timedelta(days=days + 1), 3, stars=4)


async def two_units(deps: Dependencies, clock: Clock) -> None:
    """Sixty complaints of one unit and forty of another, of which eight and three have an answer to the survey."""
    await hear(deps, [*answered("pu", 60), *answered("lh", 40, OTHER_UNIT, days=12)])
    at = FIRST_DAY + timedelta(days=20)
    mine = [surveyed(f"pu-{each}", at, 3 + each % 2) for each in range(8)]
    others = [surveyed(f"lh-{each}", at, unit=OTHER_UNIT) for each in range(3)]
    await hear(deps, [*mine, *others])
    clock.now = LATER


async def made(name: str, deps: Dependencies) -> Edition:
    """The edition of a period, made now."""
    wanted = named(name)
    assert wanted is not None
    return await publish(wanted, deps)
