"""Joins the pages: every part of them is one router."""

from collections.abc import Sequence

from fastapi import APIRouter

from contracts.links import LinkKey
from services.complaints.pages import home, problems, signin
from services.complaints.pages.citizen.file import routes as filing
from services.complaints.pages.citizen.follow import routes as following
from services.complaints.pages.eventdesk import routes as event_desk
from services.complaints.pages.message import links
from services.complaints.pages.overview import routes as overview
from services.complaints.pages.performance import routes as performance
from services.complaints.pages.problems import Examples
from services.complaints.pages.site import Site
from services.complaints.pages.triage import routes as triage
from services.complaints.pages.work import routers as work


def page_routers(site: Site, link_keys: Sequence[LinkKey], examples: Examples) -> list[APIRouter]:
    """All pages, without the files that they need. `examples` has a refusal of each kind: see `problems`."""
    return [
        home.create_router(),
        event_desk.create_router(),
        filing.create_router(site),
        following.create_router(),
        links.create_router(site, link_keys),
        performance.create_router(site),
        problems.create_router(site, examples),
        signin.create_router(),
        triage.create_router(),
        overview.create_router(),
        work.create_router(),
    ]
