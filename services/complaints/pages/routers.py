"""Joins the pages: every part of them is one router."""

from collections.abc import Sequence

from fastapi import APIRouter

from contracts.links import LinkKey
from services.complaints.pages import assets, home, problems
from services.complaints.pages.citizen.file import routes as filing
from services.complaints.pages.citizen.follow import routes as following
from services.complaints.pages.message import links
from services.complaints.pages.problems import Examples
from services.complaints.pages.site import Site


def page_routers(site: Site, link_keys: Sequence[LinkKey], examples: Examples) -> list[APIRouter]:
    """All pages. `examples` has a refusal of each kind: see `problems`."""
    return [
        assets.router,
        home.create_router(),
        filing.create_router(site),
        following.create_router(),
        links.create_router(site, link_keys),
        problems.create_router(site, examples),
    ]
