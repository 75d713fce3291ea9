"""/counter/{id}/receipt: what somebody takes home who has filed at the counter, with the code to follow it by.

The code is everything: who has it is the complainant. So the page is shown to the session alone that has filed, which
its address proves; the address is worth nothing to anybody else, nor after signing out.
"""

from hmac import compare_digest
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.complaints.pages.moments import moment
from services.complaints.pages.qr import qr_of
from services.complaints.pages.site import site_of
from services.complaints.record import Record
from web.dates import date_in_words, duration_in_words
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, staff_of
from web.sessions import Session
from web.site import Reader

_PURPOSE = "receipt of a filing"
_FROM_THE_FILING = ("filed", "assigned")
"""What begins with a later step is no promise yet."""


def create_router() -> APIRouter:
    """The route of the page."""
    router = page_router()
    router.add_api_route("/counter/{complaint_id}/receipt", show_receipt, methods=["GET", "HEAD"])
    return router


def receipt_address(complaint_id: str, session: Session, http: Request) -> str:
    """Where the session that has just filed a complaint finds its receipt."""
    return f"/counter/{quote(complaint_id)}/receipt?proof={_proof(complaint_id, session, http)}"


async def show_receipt(http: Request, complaint_id: str) -> Response:
    """The receipt, for whoever has filed."""
    reader, session = await staff_of(http)
    proof = http.query_params.get("proof", "")
    if not compare_digest(proof.encode(), _proof(complaint_id, session, http).encode()):
        raise PageProblem("not_found")
    site = site_of(http)
    record = await site.deps.store.get(complaint_id)
    if record is None:
        raise PageProblem("not_found")
    code, words = site.deps.codes.code(complaint_id), reader.words("work")
    follow = site.address(http, f"/follow/{quote(code)}")
    about = record.complaint.routing_input
    values: dict[str, Any] = {
        "words": words,
        "code": code,
        "follow": follow,
        "qr": qr_of(follow),
        "city": site.deps.city.name.in_language(reader.language),
        "filed": moment(about.filed_at, site.deps.city, reader.language),
        "category": site.deps.city.category_name(about.category, reader.language),
        "area": site.deps.city.area_name(about.area, reader.language),
        "joined": record.complaint.is_follower,
        "promises": _promises(record, reader, http),
    }
    return show(http, reader, "work/receipt.html", words.receipt.title, values)


def _promises(record: Record, reader: Reader, http: Request) -> list[tuple[str, str, str]]:
    """What the city promises for the category: what, by when, and in how much working time. Units that work at other
    hours than most may promise a little earlier or later; the complaint itself says so once it is with one.
    """
    city, about = site_of(http).deps.city, record.complaint.routing_input
    category = city.categories.get(about.category or "")
    if category is None or record.complaint.is_follower:
        return []
    return [
        (
            city.clock_title(rule.name, reader.language),
            date_in_words(city.after(city.default_calendar, about.filed_at, rule.within), reader.language, city.zone),
            duration_in_words(rule.within, reader.language),
        )
        for rule in city.promises(category)
        if rule.starts_with in _FROM_THE_FILING
    ]


def _proof(complaint_id: str, session: Session, http: Request) -> str:
    return site_of(http).key.token(_PURPOSE, f"{complaint_id} {session.form_token}")
