"""Which complaints may be about the same thing: near each other, of one category, and in similar words.

Complaints are looked for in cells, squares of `CELL_M` with one category, or a village where there is no point: so a
search reads a handful of cells whatever a city has open.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz.fuzz import token_set_ratio

from contracts.values import Point, RoutingInput

CELL_M = 500.0
"""No radius is larger, so few cells hold what lies within one."""
MAX_SIMILAR = 5
MAX_KEPT_TEXT = 500
"""Characters of a text that are compared."""

_METRES_OF_A_DEGREE = 111_195.0
_CELL = CELL_M / _METRES_OF_A_DEGREE
_VILLAGE = len("99.71.01.1001")
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What counts as similar: within so many metres and days, with texts alike to `min_ratio` of 100."""

    radius_m: float
    days: int
    min_ratio: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A complaint as it is found in a cell. `text` is normalised."""

    id: str
    filed_at: datetime
    text: str
    point: Point | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Similar:
    """A candidate that is similar. `distance_m` is None where one of the two has no point; `ratio` is 0 to 100."""

    candidate: Candidate
    distance_m: int | None
    ratio: int


def normalised(text: str) -> str:
    """Lower case, words only, with one blank between them."""
    return _NOT_A_WORD.sub(" ", text.lower()).strip()


def compared(text: str) -> str:
    """The part of a text that is kept for comparison, normalised."""
    return normalised(text)[:MAX_KEPT_TEXT]


def cells_of(about: RoutingInput) -> tuple[str, ...]:
    """The cells in which a complaint is found: the one of its point, and its village; none without a category."""
    if about.category is None:
        return ()
    squares = () if about.point is None else (_square(about.category, about.point),)
    return (*squares, *_village_of(about, has_point=about.point is not None))


def cells_around(about: RoutingInput, radius_m: float) -> tuple[str, ...]:
    """The cells in which complaints within the radius are found, and those of the village that have no point."""
    if about.category is None:
        return ()
    others = _village_of(about, has_point=False)
    if about.point is None:
        return (*others, *_village_of(about, has_point=True))
    return (*_squares_around(about.category, about.point, radius_m), *others)


def similar(
    about: RoutingInput, text: str, candidates: Iterable[Candidate], likeness: Likeness, leave_out: str | None = None
) -> list[Similar]:
    """Those of the candidates that are similar, the most similar first, at most `MAX_SIMILAR`."""
    own, since = compared(text), about.filed_at - timedelta(days=likeness.days)
    unique = {each.id: each for each in candidates if each.id != leave_out and each.filed_at >= since}
    found = [each for candidate in unique.values() if (each := _compared(about, own, candidate, likeness)) is not None]
    found.sort(key=lambda each: (-each.ratio, each.distance_m or 0, each.candidate.id))
    return found[:MAX_SIMILAR]


def distance_m(one: Point, other: Point) -> float:
    """Metres between two points, on a sphere."""
    y, x = math.radians(other.latitude - one.latitude), math.radians(other.longitude - one.longitude)
    shrunk = math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude))
    chord = math.sin(y / 2) ** 2 + shrunk * math.sin(x / 2) ** 2
    return math.degrees(2 * math.asin(math.sqrt(min(1.0, chord)))) * _METRES_OF_A_DEGREE


def _compared(about: RoutingInput, text: str, candidate: Candidate, likeness: Likeness) -> Similar | None:
    metres = None
    if about.point is not None and candidate.point is not None:
        metres = distance_m(about.point, candidate.point)
        if metres > likeness.radius_m:
            return None
    elif candidate.area is None or candidate.area != about.area:
        return None
    ratio = token_set_ratio(text, candidate.text, score_cutoff=likeness.min_ratio)
    if ratio < likeness.min_ratio:
        return None
    return Similar(candidate, None if metres is None else round(metres), round(ratio))


def _village_of(about: RoutingInput, has_point: bool) -> tuple[str, ...]:
    """Complaints with a point and those without have cells of their own: the former are seldom looked for here."""
    is_village = about.area is not None and len(about.area) >= _VILLAGE
    return (f"{about.category}|{about.area}|{'with' if has_point else 'without'}",) if is_village else ()


def _squares_around(category: str, point: Point, radius_m: float) -> Iterator[str]:
    up = radius_m / _METRES_OF_A_DEGREE
    aside = up / _shrunk(abs(point.latitude) + up)
    for row in range(_row(point.latitude - up), _row(point.latitude + up) + 1):
        for column in range(_column(row, point.longitude - aside), _column(row, point.longitude + aside) + 1):
            yield f"{category}|{row}|{column}"


def _square(category: str, point: Point) -> str:
    row = _row(point.latitude)
    return f"{category}|{row}|{_column(row, point.longitude)}"


def _row(latitude: float) -> int:
    return math.floor(latitude / _CELL)


def _column(row: int, longitude: float) -> int:
    """The cells of a row are as wide as they are high where the row begins."""
    return math.floor(longitude / (_CELL / _shrunk(row * _CELL)))


def _shrunk(latitude: float) -> float:
    """How much shorter a degree of longitude is there than at the equator; near the poles it stops to shrink."""
    return max(math.cos(math.radians(latitude)), 0.01)
