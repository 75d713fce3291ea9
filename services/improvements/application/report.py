"""All figures of a year, with what was found and done in it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.improvements.application.dependencies import Dependencies
from services.improvements.application.figures import Published, published
from services.improvements.domain.editions import Edition
from services.improvements.domain.findings import Finding
from services.improvements.domain.forum.questions import Question, Status
from services.improvements.domain.improvement import State
from services.improvements.domain.refusals import Refusal
from services.improvements.record import Record
from services.improvements.store.improvements import MAX_PAGE


class Became(StrEnum):
    """What became of a finding. `action`: an improvement answers it that was neither declined nor dropped."""

    ACTION = "action"
    DISMISSED = "dismissed"
    GONE = "gone"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class YearReport:
    """`quarters` are the editions of its quarters that there are; findings are those of the year, each with its end.

    `questions` are those to the public that ended in the year, with how often each answer was given.
    """

    year: Published
    quarters: tuple[Edition, ...]
    findings: tuple[tuple[Finding, Became], ...]
    improvements: tuple[Record, ...]
    questions: tuple[tuple[Question, tuple[int, ...]], ...] = ()


async def year_report(year: int, deps: Dependencies) -> YearReport | Refusal:
    """The report of a year. Raises `StoreUnavailable`."""
    found = await published(str(year), deps)
    if isinstance(found, Refusal):
        return found
    quarters = [await deps.editions.get(f"{year}-{number}") for number in range(1, 5)]
    improvements = await _improvements(deps)
    acted_on = {
        finding
        for each in improvements
        if each.improvement.state not in (State.DECLINED, State.DROPPED)
        for finding in each.improvement.findings
    }
    findings = sorted(await deps.findings.everything(), key=lambda each: (each.episode.found_on, each.id))
    return YearReport(
        found,
        tuple(each for each in quarters if each is not None),
        tuple((each, _became(each, acted_on)) for each in findings if each.episode.found_on.year == year),
        tuple(each for each in improvements if _is_of(each, year, deps)),
        await _questions(year, deps),
    )


async def _questions(year: int, deps: Dependencies) -> tuple[tuple[Question, tuple[int, ...]], ...]:
    """Those that are closed."""
    store, today = deps.forum.questions, deps.today()
    ended = [each for each in await store.of_year(year) if each.status(today) is Status.CLOSED]
    return tuple([(each, await store.counted(each)) for each in ended])


def _became(finding: Finding, acted_on: set[str]) -> Became:
    if finding.id in acted_on:
        return Became.ACTION
    if finding.dismissed is not None:
        return Became.DISMISSED
    return Became.OPEN if finding.is_open else Became.GONE


def _is_of(record: Record, year: int, deps: Dependencies) -> bool:
    """Whether it was proposed, done or judged in the year, or under way in it."""
    improvement = record.improvement
    days = (improvement.proposed_at, improvement.agreed_at, improvement.started_at, improvement.done_at)
    years = {deps.city.day_of(each).year for each in days if each is not None}
    years |= {effect.judged_on.year for effect in record.effects}
    is_under_way = improvement.is_open and deps.city.day_of(improvement.proposed_at) <= date(year, 12, 31)
    return year in years or is_under_way


async def _improvements(deps: Dependencies) -> list[Record]:
    """All that were ever proposed, the earliest first."""
    every: list[Record] = []
    before: datetime | None = None
    while page := await deps.improvements.latest(before):
        every += page
        before = page[-1].improvement.proposed_at
        if len(page) < MAX_PAGE:
            break
    return every[::-1]
