"""What every page works with, and who reads it."""

import asyncio
from dataclasses import dataclass, field

from starlette.requests import Request

from city.access import Officer
from services.complaints.access import Access
from services.complaints.application.attach import FileTools
from services.complaints.application.dependencies import Dependencies
from services.complaints.oidc.flow import Oidc
from services.complaints.pages.tiles import Tiles
from services.complaints.sessions import PageKey, Session, Sessions
from services.complaints.store.event_desks import EventDeskStore
from services.complaints.texts import choose_language
from services.complaints.texts.pages import Words
from services.complaints.texts.pages import of as words_of
from services.complaints.throttle import FilingLimit, Throttle

LANGUAGE_COOKIE = "language"
MAX_LARGE_FORMS = 16
"""Forms with photos that are in hand at once. Each may put 50 MiB into /tmp, which has room for so many of them: see
`deploy/k8s/base/complaints/room.yaml`.
"""


@dataclass(frozen=True)
class Site:
    """`public_url` is where people reach the pages, without a slash at its end; None: wherever they ask.

    `oidc` is how staff sign in where the city has an identity provider; elsewhere they have tokens. `tiles` are those
    of the map, where there is one. A large form takes one of `room` until its request ends.
    """

    deps: Dependencies
    access: Access
    files: FileTools
    throttle: Throttle
    filings: FilingLimit
    sessions: Sessions
    key: PageKey
    event_desks: EventDeskStore
    public_url: str | None = None
    oidc: Oidc | None = None
    tiles: Tiles | None = None
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_LARGE_FORMS))

    def address(self, http: Request, path: str) -> str:
        """The full address of a page, for a picture of it or for somebody to note down."""
        return f"{self.public_url or str(http.base_url).rstrip('/')}{path}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page, in which language. Nobody has to be signed in: then there is no `session`."""

    language: str
    session: Session | None = None

    @property
    def officer(self) -> Officer | None:
        """The person of the city who is signed in, if anybody is."""
        return self.session.officer if self.session else None

    def words(self, part: str) -> Words:
        """The words of a part of the pages."""
        return words_of(self.language, part)


def site_of(http: Request) -> Site:
    """The site that a request was made to."""
    site: Site = http.app.state.site
    return site


def language_of(http: Request) -> str:
    """What the address asks for, else what was chosen before, else what the browser prefers, else the city's first."""
    asked = http.query_params.get("lang") or http.cookies.get(LANGUAGE_COOKIE)
    return choose_language(asked, http.headers.get("accept-language"), site_of(http).deps.city.languages)
