"""/v1/needs: what people ask for and does not exist, as JSON and as CSV."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from chassis.spreadsheets import line
from services.improvements.api.dependencies import Deps
from services.improvements.api.problems import refused
from services.improvements.application.needs import Answered, NeedsList, needs_list
from services.improvements.city import City
from services.improvements.domain.refusals import Refusal
from services.improvements.record import Record

router = APIRouter(prefix="/v1/needs", tags=["needs"])

Period = Annotated[str, Query(max_length=10, description="a quarter such as 2026-1, or a year such as 2026")]
WHOLE, UNKNOWN = "city", "unknown"
"""In the CSV: the area of the row for the whole city, and of complaints that name no district."""
_HEADER = (
    "period",
    "need",
    "area",
    "complaints",
    "open",
    "answered",
    "otherwise",
    "first_on",
    "last_on",
    "improvements",
)


class NeedPlace(BaseModel):
    """How many complaints from a district ask for it; `area` is null where they name none."""

    area: str | None
    names: dict[str, str]
    complaints: int | None = Field(description="null where too few would be seen")
    improvements: list[str]


class NeedView(BaseModel):
    """A need over a period. `otherwise`: rejected, withdrawn, or closed without an answer. Null is not shown."""

    need: str
    names: dict[str, str]
    complaints: int | None
    open: int | None
    answered: int | None
    otherwise: int | None
    first_on: date | None
    last_on: date | None
    improvements: list[str] = Field(description="ids of improvement actions that answer it, in any place")
    places: list[NeedPlace]


class NeedsView(BaseModel):
    """What is asked for, the most wanted first. A complaint that asks for two things counts for both."""

    period: str
    first: date
    last: date
    made_at: datetime
    needs: list[NeedView]


@router.get("")
async def needs(deps: Deps, period: Period) -> NeedsView:
    """What complaints of a period ask for, by district. Fewer than five are not shown."""
    found = await _found(period, deps)
    days = found.edition.report.period
    return NeedsView(
        period=found.edition.name,
        first=days.first,
        last=days.last,
        made_at=found.edition.made_at,
        needs=[need_view(each, deps.city) for each in found.needs],
    )


@router.get("/table.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def needs_as_csv(deps: Deps, period: Period) -> Response:
    """The same as a table: a row for the whole city (`city`) and one for each district; what is not shown is empty."""
    found = await _found(period, deps)
    lines = [line(_HEADER), *(line(row) for each in found.needs for row in _rows(found.edition.name, each))]
    name = f"needs-{found.edition.name}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("".join(lines), media_type="text/csv; charset=utf-8", headers=headers)


async def _found(period: str, deps: Deps) -> NeedsList:
    found = await needs_list(period, deps)
    if isinstance(found, Refusal):
        raise refused(found)
    return found


def need_view(answered: Answered, city: City) -> NeedView:
    """A need as it is answered."""
    count = answered.count
    stand = {part: getattr(count.stand, part) if count.stand else None for part in ("open", "answered", "otherwise")}
    return NeedView(
        need=count.need,
        names={language: city.need_name(count.need, language) for language in city.languages},
        complaints=count.number,
        **stand,
        first_on=count.first_on,
        last_on=count.last_on,
        improvements=_ids(answered.anywhere),
        places=[
            NeedPlace(
                area=place.area,
                names={language: city.area_name(place.area, language) for language in city.languages},
                complaints=place.number,
                improvements=_ids(actions),
            )
            for place, actions in zip(count.places, answered.places, strict=True)
        ],
    )


def _rows(period: str, answered: Answered) -> Iterator[tuple[str | int | None, ...]]:
    """Values of None are written as nothing."""
    count = answered.count
    stand = count.stand.parts if count.stand else (None, None, None)
    days = [None if day is None else day.isoformat() for day in (count.first_on, count.last_on)]
    yield period, count.need, WHOLE, count.number, *stand, *days, " ".join(_ids(answered.anywhere))
    for place, actions in zip(count.places, answered.places, strict=True):
        nothing = (None,) * (len(stand) + len(days))
        yield period, count.need, place.area or UNKNOWN, place.number, *nothing, " ".join(_ids(actions))


def _ids(actions: tuple[Record, ...]) -> list[str]:
    return [each.improvement.id for each in actions]
