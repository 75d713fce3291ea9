"""Which quarter or year a page of figures shows, and which others can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.periods import published_periods
from services.improvements.domain.performance.periods import Named, usual_period
from services.improvements.wording.figures import FigureWording
from web.problems import PageProblem


@dataclass(frozen=True, slots=True)
class Chosen:
    """`options` are the names of periods with their words, the latest first."""

    period: Named
    options: Sequence[tuple[str, str]]


async def choose(asked: str, deps: Dependencies, said: FigureWording) -> Chosen | None:
    """What is asked for, or the usual one; None where nothing is published yet. Another one ends the request."""
    known = await published_periods(deps)
    options = [(each.name, said.named(each)) for each in known]
    if not asked:
        usual = usual_period(known, deps.city.day_of(deps.clock()))
        return None if usual is None else Chosen(usual, options)
    found = next((each for each in known if each.name == asked), None)
    if found is None:
        raise PageProblem("not_found")
    return Chosen(found, options)
