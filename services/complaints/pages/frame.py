"""What stands around the content of every page: who the city is, the menu of the reader, the languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from city.access import StaffRole
from services.complaints.pages.render import page
from services.complaints.pages.site import LANGUAGE_COOKIE, Reader, site_of
from services.complaints.texts.pages import Words

_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu."""

    href: str
    text: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` shows around the content. `languages` has the addresses of this page in the other languages."""

    title: str
    city: str
    words: Words
    menu: tuple[Link, ...]
    languages: tuple[tuple[str, str], ...]
    signed_in_as: str | None
    form_token: str
    is_public: bool


_CITIZEN = (("home", "/"), ("file", "/file"), ("follow", "/follow"), ("performance", "/performance"))
_WORK = (("work", "/queue"), ("file_for", "/counter"), ("event_desk", "/event-desk"))
_STAFF: Mapping[StaffRole, tuple[tuple[str, str], ...]] = {
    StaffRole.OFFICER: _WORK,
    StaffRole.TRIAGE: (("triage", "/triage"), *_WORK),
    StaffRole.UNIT_HEAD: (("overview", "/overview"), *_WORK),
    StaffRole.LEADER: (("overview", "/overview"), ("work", "/queue")),
    StaffRole.AUDITOR: (("work", "/queue"),),
    StaffRole.BUREAU: (("improvements", "/improvements"), ("work", "/queue"), ("performance", "/performance")),
}


def show(
    http: Request,
    reader: Reader,
    template: str,
    title: str,
    values: Mapping[str, Any],
    status: int = 200,
    *,
    is_public: bool = False,
) -> HTMLResponse:
    """A page for this reader. `is_public`: search engines may know of it."""
    frame = frame_of(http, reader, title, is_public)
    answer = page(template, status, reader.language, {"frame": frame, **values})
    if http.query_params.get("lang") == reader.language:
        answer.set_cookie(LANGUAGE_COOKIE, reader.language, _YEAR_S, samesite="lax", httponly=True)
    return answer


def frame_of(http: Request, reader: Reader, title: str, is_public: bool = False) -> Frame:
    """The frame of a page at the address of this request."""
    city, words, officer = site_of(http).deps.city, reader.words("frame"), reader.officer
    said = None
    if officer is not None:
        unit, role = city.unit_name(officer.unit, reader.language), words.roles[officer.role.value]
        said = words.signed_in_as.format(person=officer.id, role=role, unit=unit)
    return Frame(
        title,
        city.name.in_language(reader.language),
        words,
        tuple(_menu(http, reader, words)),
        tuple(_languages(http, reader.language, city.languages)),
        said,
        reader.session.form_token if reader.session else "",
        is_public,
    )


def _menu(http: Request, reader: Reader, words: Words) -> Iterator[Link]:
    links = _CITIZEN if reader.officer is None else _STAFF[reader.officer.role]
    for name, href in links:
        yield Link(href, words.menu[name], http.url.path == href)


def _languages(http: Request, language: str, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """A page that only a form leads to has no address in another language; the first page of its part has."""
    kept = [(name, value) for name, value in parse_qsl(http.url.query) if name != "lang"]
    for other in known:
        if other != language:
            yield other, f"?{urlencode([*kept, ('lang', other)])}"
