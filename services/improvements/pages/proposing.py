"""/improvements/propose: the form with which an improvement is proposed, perhaps as the answer to a finding."""

from collections.abc import Iterable, Mapping
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from city.entry import Names
from contracts.values import About
from services.improvements.access import principal_of
from services.improvements.application.improve import propose
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.findings import Finding, about_of
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal, may
from services.improvements.pages.finding_view import sentence
from services.improvements.pages.improvement import PROPOSED
from services.improvements.pages.people import MAY_PROPOSE
from services.improvements.pages.proposal import FIELDS, Asking, Options, entered_in, prefilled
from services.improvements.pages.refusing import Trouble, trouble_of
from services.improvements.pages.site import site_of
from services.improvements.pages.wording import Wording, wording_of
from services.improvements.record import MAX_TEXT, MAX_TITLE
from web.done import Done, address_after
from web.forms import checked_form
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, redirect, staff_of
from web.sessions import Session
from web.site import Reader

PATH = "/improvements/propose"


def create_router() -> APIRouter:
    """The routes of the form."""
    router = page_router()
    router.add_api_route(PATH, show_form, methods=["GET", "HEAD"])
    router.add_api_route(PATH, take_proposal, methods=["POST"])
    return router


async def show_form(http: Request, finding: str = "") -> Response:
    """The form, filled in from a finding where one is named."""
    reader, session = await staff_of(http, *MAY_PROPOSE)
    deps, answered = site_of(http).deps, await _finding(finding, http)
    typed = prefilled(answered, deps.city.day_of(deps.clock()), wording_of(reader, deps.city))
    return _page(http, reader, session, answered, Trouble(200, typed=typed), token_urlsafe(16))


async def take_proposal(http: Request) -> Response:
    """Propose it, and go to the page of the improvement."""
    reader, session = await staff_of(http, *MAY_PROPOSE)
    form = await checked_form(http, reader)
    deps, answered = site_of(http).deps, await _finding(form.text("finding"), http)
    wording, who = wording_of(reader, deps.city), principal_of(session.officer)
    today = deps.city.day_of(deps.clock())
    asking = Asking(_options(wording, who, answered), answered, today, wording, reader.words("propose"))
    entered = entered_in(form, asking, reader.words("refusals").name_unknown)
    if entered.wanted is None:
        trouble = Trouble(422, errors=entered.errors, typed=entered.typed)
        return _page(http, reader, session, answered, trouble, form.text("once"))
    outcome = await propose(entered.wanted, who, deps)
    if isinstance(outcome, Refusal):
        trouble = trouble_of(outcome, FIELDS, entered.typed, reader)
        return _page(http, reader, session, answered, trouble, form.text("once"))
    return redirect(address_after(f"/improvements/{outcome.improvement.id}", Done(PROPOSED), reader, http))


async def _finding(finding_id: str, http: Request) -> Finding | None:
    """The finding that is named; ends the request where there is none of that id."""
    if not finding_id:
        return None
    found = await site_of(http).deps.findings.get(finding_id)
    if found is None:
        raise PageProblem("not_found")
    return found[0]


def _page(
    http: Request, reader: Reader, session: Session, finding: Finding | None, trouble: Trouble, once: str
) -> Response:
    words, city = reader.words("propose"), site_of(http).deps.city
    wording = wording_of(reader, city)
    values: dict[str, Any] = {
        "words": words,
        "back": wording.words.back,
        "trouble": trouble,
        "once": once,
        "finding": finding.id if finding else "",
        "said": sentence(finding, wording, reader.words("findings")) if finding else "",
        "linked": wording.number(len(finding.episode.pattern.complaints)) if finding else "",
        "options": _options(wording, principal_of(session.officer), finding),
        "max_title": MAX_TITLE,
        "max_text": MAX_TEXT,
    }
    return show(http, reader, "propose.html", words.title, values, trouble.status)


def _options(wording: Wording, who: Principal, finding: Finding | None) -> Mapping[str, Options]:
    """What can be chosen in each field. As the unit that does it: those for which somebody may propose.

    What a finding is about can be chosen though the city has no name for it.
    """
    about = about_of(finding.episode.pattern) if finding else About()
    city, language = wording.city, wording.language
    units = _named(((unit.id, unit.name) for unit in city.units.values()), language)
    return {
        "kind": _named(city.improvements.actions.items(), language),
        "unit": [(unit, name) for unit, name in units if may(who, "propose", unit, city)],
        "category": _with(
            _named(((each.code, each.name) for each in city.categories.values()), language), about.category
        ),
        "area": _with(_named(((each.code, each.name) for each in city.areas.values()), language), about.area),
        "about_unit": _with(units, about.unit),
        "word": _with([(word, word) for word in sorted(city.words)], about.word),
        "measure": [(each.value, wording.words.measures[each.value]) for each in Measure],
    }


def _named(entries: Iterable[tuple[str, Names]], language: str) -> Options:
    return [(code, names.in_language(language)) for code, names in entries]


def _with(options: Options, code: str | None) -> Options:
    return options if code is None or code in dict(options) else [*options, (code, code)]
