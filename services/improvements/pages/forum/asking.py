"""/improvements/questions/new: the form with which the public is asked something."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.access import principal_of
from services.improvements.application.forum.questions import ask
from services.improvements.domain.forum.questions import MAX_ANSWER, MAX_ANSWERS, MAX_QUESTION, Subject, Wanted
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal, may
from services.improvements.pages.entered import day_in
from services.improvements.pages.forum.questions import ASKED, AT
from services.improvements.pages.people import MAY_ASK
from services.improvements.pages.refusing import Trouble, trouble_of
from services.improvements.pages.site import site_of
from web.done import Done, address_after
from web.forms import Form, checked_form
from web.frame import show
from web.routes import page_router, redirect, staff_of
from web.sessions import Session
from web.site import Reader

PATH = f"{AT}/new"
_LATEST_ACTIONS = 50


def create_router() -> APIRouter:
    """The routes of the form. Any other word in its place is the id of a question, so they come before those."""
    router = page_router()
    router.add_api_route(PATH, show_form, methods=["GET", "HEAD"])
    router.add_api_route(PATH, take_question, methods=["POST"])
    return router


async def show_form(http: Request) -> Response:
    """The empty form."""
    reader, session = await staff_of(http, *MAY_ASK)
    today = site_of(http).deps.today().isoformat()
    return await _page(http, reader, session, Trouble(200, typed={"first": today}), token_urlsafe(16))


async def take_question(http: Request) -> Response:
    """Ask it, and go to its page."""
    reader, session = await staff_of(http, *MAY_ASK)
    form = await checked_form(http, reader)
    deps, once = site_of(http).deps, form.text("once")
    typed = {name: form.text(name) for name in _fields(deps.city.languages)}
    days = {name: day_in(typed[name]) for name in ("first", "last")}
    first, last = days["first"], days["last"]
    if first is None or last is None:
        missing = {name: reader.words("questions").no_day for name, day in days.items() if day is None}
        return await _page(http, reader, session, Trouble(errors=missing, typed=typed), once)
    given = _answers(form, deps.city.languages)
    subject = Subject(typed["improvement"] or None, typed["unit"] or None, typed["area"] or None)
    text = {language: typed[f"text_{language}"] for language in deps.city.languages}
    wanted = Wanted(typed["asked_by"], text, [texts for _, texts in given], first, last, subject)
    outcome = await ask(wanted, principal_of(session.officer), once or None, deps)
    if isinstance(outcome, Refusal):
        places = _places([number for number, _ in given], deps.city.languages)
        return await _page(http, reader, session, trouble_of(outcome, places, typed, reader), once)
    return redirect(address_after(f"{AT}/{outcome.id}", Done(ASKED), reader, http))


def _fields(languages: tuple[str, ...]) -> list[str]:
    answers = [f"answer_{number}_{language}" for number in range(1, MAX_ANSWERS + 1) for language in languages]
    texts = [f"text_{language}" for language in languages]
    return [*texts, *answers, "asked_by", "first", "last", "improvement", "unit", "area"]


def _answers(form: Form, languages: tuple[str, ...]) -> list[tuple[int, Mapping[str, str]]]:
    """The answers of which something was written, each with its number on the form."""
    rows = [
        (number, {language: form.text(f"answer_{number}_{language}") for language in languages})
        for number in range(1, MAX_ANSWERS + 1)
    ]
    return [(number, texts) for number, texts in rows if any(texts.values())]


def _places(numbers: list[int], languages: tuple[str, ...]) -> dict[str, str]:
    """The fields of the form, by what a refusal calls them."""
    first = f"answer_1_{languages[0]}"
    names = {name: name for name in ("asked_by", "first", "last", "improvement", "unit", "area")}
    texts = {f"text.{language}": f"text_{language}" for language in languages}
    answers = {
        f"answers.{place}.{language}": f"answer_{number}_{language}"
        for place, number in enumerate(numbers)
        for language in languages
    }
    return names | texts | answers | {"answers": first}


async def _page(http: Request, reader: Reader, session: Session, trouble: Trouble, once: str) -> Response:
    words, deps = reader.words("questions"), site_of(http).deps
    typed = dict.fromkeys(_fields(deps.city.languages), "") | dict(trouble.typed)
    values: dict[str, Any] = {
        "words": words,
        "languages": [(code, words.languages.get(code, code)) for code in deps.city.languages],
        "numbers": range(1, MAX_ANSWERS + 1),
        "trouble": trouble,
        "typed": typed,
        "once": once,
        "options": await _options(http, reader, principal_of(session.officer)),
        "max_question": MAX_QUESTION,
        "max_answer": MAX_ANSWER,
    }
    return show(http, reader, "forum/ask.html", words.ask, values, trouble.status)


async def _options(http: Request, reader: Reader, who: Principal) -> dict[str, list[tuple[str, str]]]:
    deps, language = site_of(http).deps, reader.language
    city, latest = deps.city, await deps.improvements.latest(None, _LATEST_ACTIONS)
    units = sorted(((each.id, city.unit_name(each.id, language)) for each in city.units.values()), key=_by_name)
    areas = sorted(((code, city.area_name(code, language)) for code in city.areas), key=_by_name)
    return {
        "asked_by": [(unit, name) for unit, name in units if may(who, "ask", unit, city)],
        "unit": units,
        "area": areas,
        "improvement": [(each.improvement.id, each.title) for each in latest],
    }


def _by_name(option: tuple[str, str]) -> str:
    return option[1].casefold()
