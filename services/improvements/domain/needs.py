"""What people ask for and does not exist: how many complaints ask for it, by district, and how these stand.

What rests on few complaints is not shown, and neither is what would show it by subtraction: from the whole city, or of
a quarter from its year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from city.files.areas import lies_in
from contracts.small_numbers import Parts, is_small, left_out
from contracts.values import About
from services.improvements.domain.observations import Observation, Standing
from services.improvements.domain.performance.periods import Named, Period

_DISTRICT = len("99.71.02")
_UNKNOWN = ""
"""The place of complaints that name no district."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How the complaints stand; `otherwise` are those that were rejected, withdrawn, or closed without an answer."""

    open: int
    answered: int
    otherwise: int

    @property
    def parts(self) -> Parts:
        """All three, as numbers that must not be small."""
        return (self.open, self.answered, self.otherwise)


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many complaints from a district ask for something; `area` is None for no district, `number` where hidden."""

    area: str | None
    number: int | None


@dataclass(frozen=True, slots=True)
class NeedCount:
    """A need over a period. `number` is None where it is hidden, and then nothing else is said.

    `first_on` and `last_on` are the days of the first and the last complaint; `stand` is None where it is hidden.
    """

    need: str
    number: int | None
    stand: Stand | None = None
    first_on: date | None = None
    last_on: date | None = None
    places: tuple[PlaceCount, ...] = ()


def district_of(area: str | None) -> str | None:
    """The district that an area is or lies in; None for a wider one, and for none."""
    return area[:_DISTRICT] if area is not None and len(area) >= _DISTRICT else None


def answers(about: About, category: str | None, area: str | None) -> bool:
    """Whether an action about these complaints answers a need of that category in a district; None: anywhere."""
    if category is None or about.category != category:
        return False
    return area is None or about.area is None or lies_in(area, about.area) or lies_in(about.area, area)


def needs_of(complaints: Iterable[Observation], wanted: Named, as_of: date) -> tuple[NeedCount, ...]:
    """What complaints of a quarter or a year that were filed until `as_of` ask for: the most wanted first.

    A complaint that asks for two things counts for both.
    """
    asking: defaultdict[str, list[Observation]] = defaultdict(list)
    for each in complaints:
        if wanted.period.holds(each.filed_on) and each.filed_on <= as_of:
            for need in each.needs:
                asking[need].append(each)
    found = [_counted(need, mine, wanted.quarters) for need, mine in asking.items()]
    return tuple(sorted(found, key=lambda each: (-(each.number or 0), each.need)))


def _counted(need: str, complaints: Sequence[Observation], quarters: Sequence[Period]) -> NeedCount:
    parts = [[each for each in complaints if quarter.holds(each.filed_on)] for quarter in quarters]
    if _is_hidden([(len(complaints),)], [(len(part),) for part in parts]):
        return NeedCount(need, None)
    stand, days = _stand(complaints), [each.filed_on for each in complaints]
    is_stand_hidden = _is_hidden([stand.parts], [_stand(part).parts for part in parts])
    return NeedCount(
        need,
        len(complaints),
        None if is_stand_hidden else stand,
        min(days),
        max(days),
        _places(_by_district(complaints), [_by_district(part) for part in parts]),
    )


def _places(numbers: Mapping[str, int], quarters: Sequence[Mapping[str, int]]) -> tuple[PlaceCount, ...]:
    hidden = set(_left_out(numbers))
    unseen = [_left_out(quarter) for quarter in quarters]
    for place in numbers:
        of_quarters = [(quarter[place],) for quarter, gone in zip(quarters, unseen, strict=True) if place in gone]
        if _says_a_part(of_quarters):
            hidden.add(place)
    for place in sorted(numbers.keys() - hidden, key=lambda each: (numbers[each], each)):
        if not hidden or (len(hidden) > 1 and not is_small((sum(numbers[each] for each in hidden),))):
            break
        hidden.add(place)
    shown = (PlaceCount(place or None, None if place in hidden else number) for place, number in numbers.items())
    return tuple(sorted(shown, key=lambda each: (-(each.number or 0), each.area is None, each.area or "")))


def _is_hidden(whole: Sequence[Parts], quarters: Sequence[Parts]) -> bool:
    """Whether the whole is small, or says the one quarter that is small, or those that are small together."""
    return any(map(is_small, whole)) or _says_a_part([parts for parts in quarters if is_small(parts)])


def _says_a_part(hidden: Sequence[Parts]) -> bool:
    return bool(hidden) and (len(hidden) == 1 or is_small(tuple(map(sum, zip(*hidden, strict=True)))))


def _left_out(numbers: Mapping[str, int]) -> frozenset[str]:
    return left_out({place: (number,) for place, number in numbers.items()})


def _by_district(complaints: Iterable[Observation]) -> dict[str, int]:
    numbers: defaultdict[str, int] = defaultdict(int)
    for each in complaints:
        numbers[district_of(each.area) or _UNKNOWN] += 1
    return dict(numbers)


def _stand(complaints: Sequence[Observation]) -> Stand:
    standing = [each.standing for each in complaints]
    open_, answered = standing.count(Standing.OPEN), standing.count(Standing.ANSWERED)
    return Stand(open_, answered, len(standing) - open_ - answered)
