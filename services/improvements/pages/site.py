"""What every page of improvements works with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request

from services.improvements.application.dependencies import Dependencies
from services.improvements.pictures import chart
from services.improvements.texts import WORDS
from web import site as web
from web.assets import Assets
from web.hosts import IMPROVEMENTS, Hosts

_FOLDER = Path(__file__).parent


def _of_charts() -> Mapping[str, bytes]:
    file = Path(chart.__file__).with_name("chart.css")
    return {file.name: file.read_bytes()}


ASSETS = Assets("/improvements/assets", _FOLDER / "files", _of_charts)
OWN = web.OwnPages(_FOLDER / "templates", WORDS, ASSETS)


@dataclass(frozen=True, kw_only=True)
class Site(web.Site):
    """With what the use cases work with."""

    own: web.OwnPages = OWN
    hosts: Hosts = field(default_factory=lambda: Hosts(IMPROVEMENTS))
    deps: Dependencies


def site_of(http: Request) -> Site:
    """The site that a request was made to."""
    site: Site = http.app.state.site
    return site
