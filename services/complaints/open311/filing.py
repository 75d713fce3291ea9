"""POST requests: a channel hands a complaint in. Who the complainant is, is not asked for, and not kept when sent."""

from collections.abc import Iterator
from typing import assert_never

from starlette.responses import Response

from city.files.categories import Category
from contracts.values import Point
from services.complaints import texts
from services.complaints.access import principal_of
from services.complaints.application import file as filing
from services.complaints.application.filing_request import FilingRequest
from services.complaints.city import City
from services.complaints.domain.free_text import MAX_TEXT, WrongText, proper_text
from services.complaints.domain.refusals import Refusal
from services.complaints.open311.answered import answers
from services.complaints.open311.answers import Answer, response
from services.complaints.open311.call import Call
from services.complaints.open311.catalogue import service_of
from services.complaints.open311.given import Given
from services.complaints.open311.refused import Refused
from services.complaints.open311.standing import only_an_answer_meets
from web.dates import duration_in_words

MAX_KEY = 255
MAX_URL = 2_000
_BEGINNINGS = ("filed", "assigned")
"""What a promise counts from that holds for every complaint."""


async def file_request(call: Call) -> Response:
    """Take a complaint in. Sent again with the same Idempotency-Key it yields the same answer."""
    channel, given = call.its_channel, call.given
    category, language = _category(given, call.city), call.city.languages[0]
    area, point = _area(given, call.city), _point(given)
    address = given.one("address_string")
    if area is None and point is None and address is None:
        raise Refused("location_missing")
    wanted = FilingRequest(
        channel=channel.id,
        by=principal_of(channel),
        text=_text(_parts(given, category, address, language)),
        category=category.code,
        area=area,
        point=point,
        language_of_channel=channel.language,
        key=_key(call),
        trace=call.http.state.trace,
    )
    outcome = await filing.file(wanted, call.deps)
    match outcome:
        case filing.Filed() | filing.Replayed():
            return _answer(outcome, category, call)
        case filing.KeyReused():
            raise Refused("key_reused")
        case Refusal():
            raise Refused("refused", field=outcome.field or "request", reason=f"{outcome.detail}; {outcome.remedy}")
    assert_never(outcome)


def _category(given: Given, city: City) -> Category:
    code = given.one("service_code")
    if code is None:
        raise Refused("service_code_missing")
    return service_of(code, city)


def _area(given: Given, city: City) -> str | None:
    """An area that the city itself names: a part of one would be another system's id."""
    area = given.one("address_id")
    if area is not None and area not in city.areas:
        raise Refused("area_unknown", example=next(iter(city.areas), ""))
    return area


def _point(given: Given) -> Point | None:
    latitude = given.number("lat", 90, "-7.2575")
    longitude = given.number("long", 180, "112.7521")
    if latitude is None or longitude is None:
        if (latitude is None) != (longitude is None):
            raise Refused("lat_long_apart", field="lat" if latitude is None else "long")
        return None
    return Point(latitude=latitude, longitude=longitude)


def _parts(given: Given, category: Category, address: str | None, language: str) -> Iterator[str]:
    """The description, or what it is about, and below it what the standard has fields for and a complaint has not."""
    yield given.one("description") or category.name.in_language(language)
    words = texts.of(language).open311
    lines = [f"{words.address}: {address}"] if address else []
    lines += answers(given, category, language)
    if url := _media_url(given):
        lines.append(f"{words.media}: {url}")
    if lines:
        yield "\n".join(lines)


def _media_url(given: Given) -> str | None:
    url = given.one("media_url")
    is_wrong = url is not None and (len(url) > MAX_URL or not url.startswith(("http://", "https://")) or " " in url)
    if is_wrong:
        raise Refused("media_url_wrong", max=MAX_URL)
    return url


def _text(parts: Iterator[str]) -> str:
    try:
        return proper_text("\n\n".join(parts))
    except WrongText as error:
        raise Refused("text_wrong", max=MAX_TEXT) from error


def _key(call: Call) -> str | None:
    key = call.http.headers.get("idempotency-key")
    if key is not None and len(key) > MAX_KEY:
        raise Refused("key_too_long", max=MAX_KEY)
    return key or None


def _answer(filed: filing.Filed | filing.Replayed, category: Category, call: Call) -> Response:
    """The same however often it is asked for: what is promised follows from the category."""
    language, words = call.language, texts.of(call.language).open311
    promises = [
        words.promise.format(
            title=call.city.clock_title(rule.name, language).capitalize(),
            within=duration_in_words(rule.within, language),
        )
        for rule in call.city.promises(category)
        if only_an_answer_meets(rule) and rule.starts_with in _BEGINNINGS
    ]
    notice = " ".join([*promises, words.track.format(code=filed.tracking_code)])
    row = {"service_request_id": filed.complaint.id, "service_notice": notice, "account_id": None}
    return response(Answer("service_requests", [row], "request"), call.form)
