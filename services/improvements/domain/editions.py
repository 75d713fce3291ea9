"""An edition: all figures of a quarter or a year that are published together, and belong together."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.outcomes import Outcome
from contracts.small_numbers import left_out
from services.improvements.domain.needs import NeedCount, needs_of
from services.improvements.domain.observations import Observation
from services.improvements.domain.performance.hidden import hidden_in, shown, shown_trends
from services.improvements.domain.performance.lists import Lists, lists
from services.improvements.domain.performance.periods import Named, Period, begun_by, quarter_of
from services.improvements.domain.performance.report import Report, Source, performance
from services.improvements.domain.performance.trends import Trend, trends
from services.improvements.domain.satisfaction import Asked, Satisfaction, SurveyAnswer, satisfaction

CATEGORY, MONTH = "category", "month"


@dataclass(frozen=True, slots=True)
class Counted:
    """Complaints of a category or a month, the promises of them that are over, and those kept; None is not shown."""

    table: str
    group: str
    complaints: int | None
    promises: int | None
    kept: int | None


@dataclass(frozen=True, slots=True)
class Edition:
    """The figures of the period `name` as they stood at the end of the day before `as_of`, computed at `made_at`.

    `report` has no notes: those are read when it is shown.
    """

    name: str
    made_at: datetime
    as_of: date
    report: Report
    trends: tuple[Trend, ...]
    lists: Lists
    satisfaction: Satisfaction
    counts: tuple[Counted, ...]
    needs: tuple[NeedCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """When an edition was made, and whether what it rests on has changed since for certain."""

    made_at: datetime
    is_outdated: bool = False


def compiled(source: Source, answers: Sequence[SurveyAnswer], wanted: Named, made_at: datetime) -> Edition:
    """The edition of a period, from the complaints of this period and of the one before."""
    hidden = hidden_in(source, wanted)
    earlier = Named(wanted.name, wanted.earlier, wanted.months)
    moved = shown_trends(trends(source, wanted.period, [wanted.earlier]), (hidden, hidden_in(source, earlier)))
    report = shown(performance(source, wanted.period), hidden)
    return Edition(
        name=wanted.name,
        made_at=made_at,
        as_of=source.as_of,
        report=report,
        trends=moved,
        lists=lists(report, moved),
        satisfaction=satisfaction(answers, wanted, Asked(source.complaints, source.successors)),
        counts=(
            *_counted(source.of(wanted.period), CATEGORY, lambda each: each.category or ""),
            *_counted(source.of(wanted.period), MONTH, lambda each: f"{each.filed_on:%Y-%m}"),
        ),
        needs=needs_of(source.complaints, wanted, source.as_of),
    )


SOON = timedelta(hours=1)
"""An outdated edition is made again after so long: many forms are entered in a row."""


def due(made: Mapping[str, Made], day: date, now: datetime, every: timedelta) -> Named | None:
    """The edition to make next: one that there is not yet; one that is outdated, soon; one that moves, after `every`.

    The quarter and the year of `day` still move, and so do the ones before: complaints of them are answered yet.
    """
    last = Period(day, day).previous(3).first
    moving = {quarter_of(day), quarter_of(last), str(day.year), str(day.year - 1)}
    for each in begun_by(day):
        known = made.get(each.name)
        pauses = [every] if each.name in moving else []
        if known is not None and known.is_outdated:
            pauses.append(SOON)
        if known is None or any(now - known.made_at >= pause for pause in pauses):
            return each
    return None


def _counted(
    complaints: Iterable[Observation], table: str, group_of: Callable[[Observation], str]
) -> tuple[Counted, ...]:
    groups: defaultdict[str, list[Observation]] = defaultdict(list)
    for each in complaints:
        groups[group_of(each)].append(each)
    promised = {group: sum(each.is_judged for each in mine) for group, mine in groups.items()}
    hidden = left_out({group: (len(mine),) for group, mine in groups.items()})
    unsaid = hidden | left_out({group: (number,) for group, number in promised.items()})
    return tuple(
        Counted(
            table,
            group,
            None if group in hidden else len(mine),
            *((None, None) if group in unsaid else _promises(mine)),
        )
        for group, mine in sorted(groups.items())
    )


def _promises(complaints: Iterable[Observation]) -> tuple[int, int]:
    outcomes = [outcome for each in complaints for _, outcome in each.promises if outcome is not Outcome.RUNNING]
    return len(outcomes), outcomes.count(Outcome.KEPT)
