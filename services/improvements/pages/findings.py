"""/improvements/findings: what keeps going wrong, for people of the city, the clearest first."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.pages.finding_view import clarity, sentence
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import wording_of
from web.frame import show
from web.routes import page_router, staff_of

PAGE = 30
Number = Annotated[int, Query(alias="page", ge=1, le=1_000)]


def create_router() -> APIRouter:
    """The route of the list."""
    router = page_router()
    router.add_api_route("/improvements/findings", show_findings, methods=["GET", "HEAD"])
    return router


async def show_findings(http: Request, number: Number = 1) -> Response:
    """Those that are open."""
    reader, _ = await staff_of(http)
    deps, words = site_of(http).deps, reader.words("findings")
    wording = wording_of(reader, deps.city)
    found = sorted(await deps.findings.open(), key=lambda each: (each.episode.pattern.p, each.id))
    shown = found[(number - 1) * PAGE : number * PAGE]
    values = {
        "words": words,
        "back": wording.words.back,
        "findings": [(each.id, sentence(each, wording, words), clarity(each, words)) for each in shown],
        "previous": number - 1 if number > 1 else None,
        "following": number + 1 if len(found) > number * PAGE else None,
    }
    return show(http, reader, "findings.html", words.title, values)
