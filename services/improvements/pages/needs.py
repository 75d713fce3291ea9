"""/improvements/needs: what people ask for and does not exist, for everybody."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.application.needs import Answered, NeedsList, needs_list
from services.improvements.domain.performance.periods import begun_by
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import Wording, wording_of
from services.improvements.pictures.bars import Bar, bars_of
from services.improvements.record import Record
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router
from web.site import reader_of
from web.words import Words

Period = Annotated[str, Query(max_length=10)]


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route("/improvements/needs", show_needs, methods=["GET", "HEAD"])
    return router


async def show_needs(http: Request, period: Period = "") -> Response:
    """The needs of a period; of this year where none is named."""
    reader, deps = await reader_of(http), site_of(http).deps
    wording, words = wording_of(reader, deps.city), reader.words("needs")
    known = [each.name for each in begun_by(deps.city.day_of(deps.clock()))]
    wanted = period or known[0]
    found = await needs_list(wanted, deps)
    if isinstance(found, Refusal) and period and period not in known:
        raise PageProblem("not_found")
    values = {
        "words": words,
        "units": reader.words("units"),
        "periods": [(name, _period(name, words)) for name in known],
        "period": wanted,
        "made": None if isinstance(found, Refusal) else words.made.format(day=wording.day_of(found.edition.made_at)),
        "bars": () if isinstance(found, Refusal) else _bars(found, wording),
        "needs": [] if isinstance(found, Refusal) else [_need(each, wording, words) for each in found.needs],
    }
    return show(http, reader, "needs.html", words.title, values, is_public=True)


def _period(name: str, words: Words) -> str:
    year, _, quarter = name.partition("-")
    return str(words.quarter.format(n=quarter, year=year) if quarter else words.year.format(year=year))


def _bars(found: NeedsList, wording: Wording) -> tuple[Bar, ...]:
    counts = [(each.count.need, each.count.number) for each in found.needs if each.count.number is not None]
    return bars_of(
        [(wording.city.need_name(need, wording.language), number, wording.number(number)) for need, number in counts]
    )


def _need(answered: Answered, wording: Wording, words: Words) -> dict[str, Any]:
    count, city, language = answered.count, wording.city, wording.language
    details: list[tuple[str, str]] = []
    if count.stand is not None:
        parts = zip(("open", "answered", "otherwise"), count.stand.parts, strict=True)
        stand = [words.stand[name].format(n=wording.number(number)) for name, number in parts if number]
        details.append((words.labels.stand, ", ".join(stand)))
    if count.first_on is not None and count.last_on is not None:
        first, last = wording.day(count.first_on), wording.day(count.last_on)
        details.append((words.labels.days, words.days.format(first=first, last=last) if first != last else first))
    places = zip(count.places, answered.places, strict=True)
    return {
        "id": count.need,
        "name": city.need_name(count.need, language),
        "said": words.few if count.number is None else wording.counted(words.ask, count.number),
        "details": details,
        "actions": _links(answered.anywhere),
        "places": [
            (
                city.area_name(place.area, language) if place.area else words.no_place,
                words.hidden if place.number is None else wording.number(place.number),
                words.yes if actions else words.no,
            )
            for place, actions in places
        ],
    }


def _links(actions: tuple[Record, ...]) -> list[tuple[str, str]]:
    return [(each.title, f"/improvements/{each.improvement.id}") for each in actions]
