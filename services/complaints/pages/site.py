"""What every page of complaints works with."""

from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request

from services.complaints.access import Access
from services.complaints.application.attach import FileTools
from services.complaints.application.dependencies import Dependencies
from services.complaints.oidc.flow import Oidc
from services.complaints.pages.assets import ASSETS
from services.complaints.pages.tiles import Tiles
from services.complaints.store.event_desks import EventDeskStore
from services.complaints.texts.pages import WORDS
from services.complaints.throttle import FilingLimit, Throttle
from web import site as web
from web.hosts import COMPLAINTS, Hosts

OWN = web.OwnPages(Path(__file__).parent / "templates", WORDS, ASSETS, ("/v1/", "/open311/"))


@dataclass(frozen=True, kw_only=True)
class Site(web.Site):
    """`oidc` is how staff sign in where the city has an identity provider; elsewhere they have tokens. `tiles` are
    those of the map, where there is one.
    """

    own: web.OwnPages = OWN
    hosts: Hosts = field(default_factory=lambda: Hosts(COMPLAINTS))
    deps: Dependencies
    access: Access
    files: FileTools
    throttle: Throttle
    filings: FilingLimit
    event_desks: EventDeskStore
    oidc: Oidc | None = None
    tiles: Tiles | None = None


def site_of(http: Request) -> Site:
    """The site that a request was made to."""
    site: Site = http.app.state.site
    return site
