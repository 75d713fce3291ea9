"""The pages of improvements over a store, as an application."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp

from chassis.mongo import Driver
from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies
from services.improvements.pages.routers import page_routers
from services.improvements.pages.site import Site
from tests.component.improvements.conftest import STAFF
from web.hosts import IMPROVEMENTS, Hosts
from web.keys import PageKey
from web.session_store import SessionStore
from web.sessions import Sessions


@dataclass
class Served:
    """The application, and the cookies with which somebody is signed in."""

    app: ASGIApp
    deps: Dependencies
    sessions: Sessions

    async def cookies(self, person: str | None) -> dict[str, str]:
        """Those of a new session of theirs; none for nobody."""
        if person is None:
            return {}
        cookie = await self.sessions.begin_with_token(f"token-of-{person}", self.deps.clock())
        assert cookie is not None, person
        return {self.sessions.cookie_name: cookie}


def served(deps: Dependencies, for_sessions: Driver, origins: Mapping[str, str]) -> Served:
    """The pages with sessions in a store of their own; `origins` as in `web.hosts.Hosts`."""
    key = PageKey(b"k" * 32)
    sessions = Sessions(SessionStore(for_sessions), STAFF, key, is_secure=False)
    hosts = Hosts(IMPROVEMENTS, origins)
    site = Site(hosts=hosts, city=deps.city, clock=deps.clock, deps=deps, sessions=sessions, key=key)
    return Served(build_api(deps, STAFF, site, page_routers()), deps, sessions)
