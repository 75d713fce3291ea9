"""A pretended second service with pages: a forum where everybody reads and writes, and a page for the bureau.

It has a template, words and a style of its own; all else is what every page of the city has.
"""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from chassis.http import handlers
from chassis.http.context import RequestContext
from chassis.mongo import Driver
from city.access import Staff, StaffRole
from services.complaints.application.dependencies import system_clock
from tests.component.complaints.intake_api import demo_city
from web.app import add_pages
from web.assets import Assets
from web.forms import checked_form
from web.frame import show
from web.hosts import IMPROVEMENTS, Hosts
from web.keys import PageKey
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.session_store import SessionStore
from web.sessions import Sessions
from web.site import OwnPages, Site, reader_of
from web.visits import begin_visit, visit_in
from web.words import PageWords

PREFIX = "/improvements/assets"
FILES = {
    "texts/en/forum.yaml": """title: Forum
intro: Say what you wish for.
wish: Your wish
trap: Leave this empty
send: Send
plans: Plans
""",
    "texts/id/forum.yaml": """title: Forum
intro: Sampaikan harapan Anda.
wish: Harapan Anda
trap: Kosongkan
send: Kirim
plans: Rencana
""",
    "files/style/forum.css": ".wish { color: green; }\n",
    "templates/notice.html": """{% extends "base.html" %}
{% block content %}<p class="wish">{{ remedy }}</p>{% endblock %}
""",
    "templates/forum.html": """{% extends "base.html" %}
{% from "form.html" import visit_fields, text_field %}
{% block content %}
<p class="wish">{{ words.intro }}</p>
<form class="card" method="post" action="/forum">{{ visit_fields(frame, visit, words.trap) }}
{{ text_field("wish", words.wish) }}
<button type="submit">{{ words.send }}</button></form>
{% for wish in wishes %}<p class="said">{{ wish }}</p>{% endfor %}
{% endblock %}
""",
}


def write_files(folder: Path) -> None:
    """What the service brings, as its folder would have it."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def second_service(folder: Path, for_access: Driver, staff: Staff, key: PageKey, origins: Mapping[str, str]) -> ASGIApp:
    """The service over the database of the access, with what `write_files` has written."""
    words, assets = PageWords(folder / "texts"), Assets(PREFIX, folder / "files")
    site = Site(
        own=OwnPages(folder / "templates", words, assets),
        hosts=Hosts(IMPROVEMENTS, origins),
        city=demo_city(),
        clock=system_clock,
        sessions=Sessions(SessionStore(for_access), staff, key, is_secure=False),
        key=key,
    )
    app = FastAPI()
    handlers.install(app)
    add_pages(app, site, [_router([])])
    return RequestContext(app)


def _router(wishes: list[str]) -> APIRouter:
    async def show_forum(http: Request) -> Response:
        reader = await reader_of(http)
        words = reader.words("forum")
        values = {"words": words, "wishes": wishes, "visit": begin_visit(http).token}
        return show(http, reader, "forum.html", words.title, values, is_public=True)

    async def take_wish(http: Request) -> Response:
        reader = await reader_of(http)
        form = await checked_form(http, reader)
        visit_in(form, http)
        if not form.text("wish"):
            raise PageProblem("invalid")
        wishes.append(form.text("wish"))
        return redirect("/forum")

    async def show_plans(http: Request) -> Response:
        reader, _ = await staff_of(http, StaffRole.BUREAU)
        words = reader.words("forum")
        values = {"words": words, "wishes": wishes, "visit": begin_visit(http).token}
        return show(http, reader, "forum.html", words.plans, values)

    router = page_router()
    router.add_api_route("/forum", show_forum, methods=["GET", "HEAD"])
    router.add_api_route("/forum", take_wish, methods=["POST"])
    router.add_api_route("/improvements", show_plans, methods=["GET", "HEAD"])
    router.add_api_route("/improvements", show_plans, methods=["POST"])
    return router
