"""What every page works with, and who reads it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from starlette.requests import Request

from city.access import Officer
from city.entry import Names
from web.assets import Assets
from web.hosts import Hosts
from web.keys import PageKey
from web.languages import choose_language
from web.sessions import Session, Sessions
from web.words import PageWords, Words

LANGUAGE_COOKIE = "language"
MAX_LARGE_FORMS = 16
"""Forms with photos that are in hand at once. Each may put 50 MiB into /tmp, which has room for so many of them: see
`deploy/k8s/base/complaints/room.yaml`.
"""


class City(Protocol):
    """What pages say of the city."""

    @property
    def name(self) -> Names:
        """What it is called."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which there are pages; the first is for readers who name none."""

    def unit_name(self, unit: str | None, language: str) -> str:
        """The unit's name, or its id when the city no longer has it."""


@dataclass(frozen=True)
class OwnPages:
    """What a service brings to its pages. A template of its own is found before a shared one of the same name.

    Below the paths `for_programs` an address that there is not is told as an API tells it.
    """

    templates: Path
    words: PageWords
    assets: Assets
    for_programs: tuple[str, ...] = ("/v1/",)


@dataclass(frozen=True, kw_only=True)
class Site:
    """`public_url` is where people reach the pages, without a slash at its end; None: wherever they ask.

    A large form takes one of `room` until its request ends.
    """

    own: OwnPages
    hosts: Hosts
    city: City
    clock: Callable[[], datetime]
    sessions: Sessions
    key: PageKey
    public_url: str | None = None
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_LARGE_FORMS))

    def address(self, http: Request, path: str) -> str:
        """The full address of a page of this service, for a picture of it or for somebody to note down."""
        return f"{self.public_url or str(http.base_url).rstrip('/')}{path}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, in which language. Nobody has to be signed in: then there is no `session`."""

    language: str
    page_words: PageWords
    session: Session | None = None

    @property
    def officer(self) -> Officer | None:
        """The person of the city who is signed in, if anybody is."""
        return self.session.officer if self.session else None

    def words(self, part: str) -> Words:
        """The words of a part of the pages."""
        return self.page_words.of(self.language, part)


def site_of(http: Request) -> Site:
    """The site that a request was made to."""
    site: Site = http.app.state.site
    return site


def language_of(http: Request) -> str:
    """What the address asks for, else what was chosen before, else what the browser prefers, else the city's first."""
    asked = http.query_params.get("lang") or http.cookies.get(LANGUAGE_COOKIE)
    return choose_language(asked, http.headers.get("accept-language"), site_of(http).city.languages)


def anybody(http: Request, language: str | None = None) -> Reader:
    """Whoever reads, of whom nobody asks whether they are signed in: that needs no store."""
    return Reader(language or language_of(http), site_of(http).own.words)


async def reader_of(http: Request) -> Reader:
    """Whoever reads, signed in or not; raises `StoreUnavailable`."""
    site = site_of(http)
    return Reader(language_of(http), site.own.words, await site.sessions.find(http.cookies, site.clock()))
