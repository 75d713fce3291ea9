"""What stands around the content of every page: who the city is, the menu of the reader, the languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from web.menu import menu_of
from web.render import page
from web.site import LANGUAGE_COOKIE, Reader, Site, site_of
from web.words import Words

_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu."""

    href: str
    text: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` shows around the content. `languages` has the addresses of this page in the other languages.

    `home`, `sign_in` and `sign_out` are where the pages of these names are, at whichever service.
    """

    title: str
    city: str
    words: Words
    menu: tuple[Link, ...]
    languages: tuple[tuple[str, str], ...]
    signed_in_as: str | None
    form_token: str
    is_public: bool
    home: str
    sign_in: str
    sign_out: str


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
    answer = page(site_of(http), template, status, reader.language, {"frame": frame, **values})
    if http.query_params.get("lang") == reader.language:
        answer.set_cookie(LANGUAGE_COOKIE, reader.language, _YEAR_S, samesite="lax", httponly=True)
    return answer


def frame_of(http: Request, reader: Reader, title: str, is_public: bool = False) -> Frame:
    """The frame of a page at the address of this request."""
    site, words, officer = site_of(http), reader.words("frame"), reader.officer
    city = site.city
    said = None
    if officer is not None:
        unit, role = city.unit_name(officer.unit, reader.language), words.roles[officer.role.value]
        said = words.signed_in_as.format(person=officer.id, role=role, unit=unit)
    return Frame(
        title,
        city.name.in_language(reader.language),
        words,
        tuple(_menu(http, reader, words, site)),
        tuple(_languages(http, reader.language, city.languages)),
        said,
        reader.session.form_token if reader.session else "",
        is_public,
        home=site.hosts.link("/"),
        sign_in=site.hosts.link("/sign-in"),
        sign_out=site.hosts.link("/sign-out"),
    )


def _menu(http: Request, reader: Reader, words: Words, site: Site) -> Iterator[Link]:
    for name, path in menu_of(reader.officer.role if reader.officer else None):
        yield Link(site.hosts.link(path), words.menu[name], http.url.path == path)


def _languages(http: Request, language: str, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """A page that only a form leads to has no address in another language; the first page of its part has."""
    kept = [(name, value) for name, value in parse_qsl(http.url.query) if name != "lang"]
    for other in known:
        if other != language:
            yield other, f"?{urlencode([*kept, ('lang', other)])}"
