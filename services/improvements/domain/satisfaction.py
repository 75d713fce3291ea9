"""The satisfaction index of a period: of the city, of each unit, and of a unit's answers in each category.

What rests on few answers is not shown, and neither is what would show it by subtraction.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from contracts.small_numbers import left_out
from services.improvements.domain.observations import Observation, Standing
from services.improvements.domain.performance.hidden import said_by_parts
from services.improvements.domain.performance.periods import Named, Period
from services.improvements.domain.successors import current_unit
from services.improvements.domain.survey import Answer, Index, index_of

NO_CATEGORY = ""
Group = tuple[str | None, str | None]
"""A unit and a category."""
_COULD_ANSWER = frozenset({Standing.ANSWERED, Standing.REJECTED})


class Via(StrEnum):
    """How somebody answered: on the page, through a channel, at a counter, or on a paper form. `other`: newer ways."""

    PAGE = "page"
    CHANNEL = "channel"
    COUNTER = "counter"
    PAPER = "paper"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """An answer as it is kept. Its id follows from the complaint, or from unit, quarter and number of a paper form."""

    id: str
    answer: Answer
    via: Via


@dataclass(frozen=True, slots=True)
class Satisfied:
    """A unit's answers (`category` None: in all categories). `index` is None where it is not shown, or of none."""

    unit: str
    category: str | None
    index: Index | None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """`city` is all answers; `groups` stand in the order of units and categories."""

    city: Index | None
    groups: tuple[Satisfied, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Everybody whose complaint was answered in a period, and so could have answered, by unit and category."""

    complaints: Sequence[Observation]
    successors: Mapping[str, str]

    def numbers(self, period: Period) -> Mapping[Group, int]:
        """How many there were; None stands for all units, and for all categories."""
        found = Counter[Group]()
        for each in self.complaints:
            if each.answered_on is not None and period.holds(each.answered_on) and each.standing in _COULD_ANSWER:
                unit = current_unit(each.unit, self.successors)
                found.update(((None, None), (unit, None), (unit, each.category or NO_CATEGORY)))
        return found


def satisfaction(answers: Iterable[SurveyAnswer], wanted: Named, asked: Asked) -> Satisfaction:
    """The index of a quarter or a year, of units as they are today.

    The response share is known where all answers are to complaints: how many had a paper form in hand is not known.
    """
    found = [_of_today(each, asked.successors) for each in answers if wanted.period.holds(each.answer.answered_on)]
    units: defaultdict[str, list[SurveyAnswer]] = defaultdict(list)
    for each in found:
        units[each.answer.unit].append(each)
    numbers = asked.numbers(wanted.period)
    hidden = _hidden_groups(_counted(found, wanted.period), found, wanted)
    groups: list[Satisfied] = []
    for unit, mine in sorted(units.items()):
        if unit in hidden:
            groups.append(Satisfied(unit, None, None))
            continue
        groups.append(Satisfied(unit, None, _index(mine, numbers.get((unit, None), 0))))
        groups.extend(_categories(unit, mine, wanted, numbers))
    return Satisfaction(_index(found, numbers.get((None, None), 0)), tuple(groups))


def _categories(
    unit: str, mine: Sequence[SurveyAnswer], wanted: Named, numbers: Mapping[Group, int]
) -> list[Satisfied]:
    by_category: defaultdict[str, list[SurveyAnswer]] = defaultdict(list)
    for each in mine:
        by_category[each.answer.category or NO_CATEGORY].append(each)
    hidden = _hidden_groups(_counted(mine, wanted.period, by_category=True), mine, wanted, by_category=True)
    return [
        Satisfied(
            unit,
            category,
            None if category in hidden else _index(those, numbers.get((unit, category), 0)),
        )
        for category, those in sorted(by_category.items())
        if category != NO_CATEGORY
    ]


def _hidden_groups(
    counted: Mapping[str, int], answers: Sequence[SurveyAnswer], wanted: Named, by_category: bool = False
) -> frozenset[str]:
    """Of few answers in the period; and of a year, what it would say of a quarter in which it is not shown."""
    quarters = [_counted(answers, each, by_category) for each in wanted.quarters]
    unseen = [frozenset((group, None) for group in _small(each)) for each in quarters]
    from_quarters = said_by_parts([{None: each} for each in quarters], unseen)
    return _small(counted) | {group for group, _ in from_quarters}


def _small(counted: Mapping[str, int]) -> frozenset[str]:
    return left_out({group: (number,) for group, number in counted.items()})


def _counted(answers: Iterable[SurveyAnswer], period: Period, by_category: bool = False) -> Mapping[str, int]:
    given = (each.answer for each in answers if period.holds(each.answer.answered_on))
    return Counter((each.category or NO_CATEGORY) if by_category else each.unit for each in given)


def _index(answers: Sequence[SurveyAnswer], asked: int) -> Index | None:
    """Where more answered than are known to have been asked, how many were asked is not known."""
    is_known = len(answers) <= asked and all(each.via is not Via.PAPER for each in answers)
    number = asked if is_known and asked else None
    return index_of([each.answer for each in answers], asked=number, served=number)


def _of_today(given: SurveyAnswer, successors: Mapping[str, str]) -> SurveyAnswer:
    unit = current_unit(given.answer.unit, successors)
    return replace(given, answer=replace(given.answer, unit=unit or given.answer.unit))
