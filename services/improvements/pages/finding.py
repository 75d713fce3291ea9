"""/improvements/findings/{id}: one finding with its evidence, and what somebody may make of it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.search import dismiss
from services.improvements.domain.findings import Finding
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import may
from services.improvements.pages.finding_view import view_of
from services.improvements.pages.people import MAY_PROPOSE
from services.improvements.pages.refusing import Trouble, trouble_of
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import Wording, wording_of
from web.done import Done, address_after, done_before
from web.forms import checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.sessions import Session
from web.site import Reader
from web.words import Words

PATH = "/improvements/findings/{finding_id}"
_LAID_ASIDE = "lay_aside"


def create_router() -> APIRouter:
    """The routes of the page and of its form."""
    router = page_router()
    router.add_api_route(PATH, show_finding, methods=["GET", "HEAD"])
    router.add_api_route(f"{PATH}/dismissal", lay_aside, methods=["POST"])
    return router


async def show_finding(http: Request, finding_id: str) -> Response:
    """The finding as it stands."""
    reader, session = await staff_of(http)
    return await _page(http, reader, session, finding_id)


async def lay_aside(http: Request, finding_id: str) -> Response:
    """Lay it aside for a reason of the city, and go back to the page."""
    reader, session = await staff_of(http)
    form = await checked_form(http, reader)
    deps, reason = site_of(http).deps, form.text("reason")
    outcome = await dismiss(finding_id, reason, principal_of(session.officer), deps)
    if isinstance(outcome, Refusal):
        trouble = trouble_of(outcome, {"reason": "reason"}, {"reason": reason}, reader)
        return await _page(http, reader, session, finding_id, trouble)
    return redirect(address_after(f"/improvements/findings/{finding_id}", Done(_LAID_ASIDE), reader, http))


async def _page(
    http: Request, reader: Reader, session: Session, finding_id: str, trouble: Trouble | None = None
) -> Response:
    site, words = site_of(http), reader.words("findings")
    found = await site.deps.findings.get(finding_id)
    if found is None:
        raise PageProblem("not_found")
    finding, city = found[0], site.deps.city
    complaints = finding.episode.pattern.complaints
    done = done_before(reader, http) if trouble is None else None
    wording = wording_of(reader, city)
    values = {
        "words": words,
        "many": wording.words.many,
        "shown": view_of(finding, wording, words),
        "complaints": [(each, site.hosts.link(f"/complaints/{each}")) for each in complaints],
        "rests_on": _rests_on(finding, wording, words),
        "reasons": _reasons(finding, session, wording),
        "may_propose": session.officer.role in MAY_PROPOSE and finding.is_open,
        "trouble": trouble or Trouble(),
        "done": words.laid_aside_done if done is not None and done.name == _LAID_ASIDE else None,
    }
    return show(http, reader, "finding.html", words.page_title, values, trouble.status if trouble else 200)


def _rests_on(finding: Finding, wording: Wording, words: Words) -> str:
    """On how many complaints it rests, and that not all are listed where that is so."""
    pattern = finding.episode.pattern
    shown = len(pattern.complaints)
    said = str(words.rests_on.format(n=wording.number(pattern.observed)))
    return said if shown >= pattern.observed else f"{said} {words.shown_of.format(shown=wording.number(shown))}"


def _reasons(finding: Finding, session: Session, wording: Wording) -> list[tuple[str, str]]:
    """For which reasons this person may lay it aside; none where they may not."""
    city, who = wording.city, principal_of(session.officer)
    if not finding.is_open or not may(who, "dismiss", finding.episode.pattern.cell.unit or city.bureau, city):
        return []
    return [(code, names.in_language(wording.language)) for code, names in city.improvements.dismissals.items()]
