"""/triage/complaints/{id}: all of one complaint that waits for the triage desk, with every decision it can take."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.complaints import texts
from services.complaints.application.read import Found, read
from services.complaints.application.replies import Wanted, offered
from services.complaints.domain.actions import ACTIONS
from services.complaints.pages.triage.decider import Decider, cards, decider_of
from services.complaints.pages.triage.queue import arrived, is_for_triage
from services.complaints.pages.triage.steps import ACTION_OF, MAX_MESSAGE, Entered
from services.complaints.record import Record
from web.frame import show
from web.problems import PageProblem

_WITH_MESSAGE = ("ask", "reject")


@dataclass(frozen=True, slots=True)
class Tried:
    """A step that was not taken: its name, what was entered, and why not."""

    name: str = ""
    given: Entered = field(default_factory=Entered)
    said: str = ""


async def show_one(complaint_id: str, http: Request) -> Response:
    """The complaint with its forms."""
    decider = await decider_of(http)
    return await show_again(http, decider, complaint_id, _begun(http), 200)


def _begun(http: Request) -> Tried:
    """A form that the address opens: `do` names it."""
    name = http.query_params.get("do", "")
    return Tried(name if name in ACTION_OF else "")


async def show_again(http: Request, decider: Decider, complaint_id: str, tried: Tried, status: int) -> Response:
    """The complaint with what was entered in one of its forms."""
    found = await read(complaint_id, decider.who, decider.deps)
    if not isinstance(found, Found) or not is_for_triage(found.record.complaint, decider.deps.city.triage_unit):
        return _not_here(http, decider, found, tried, status)
    [card] = await cards(decider, [arrived(found.record, decider.deps.city.triage_unit)])
    city, language = decider.deps.city, decider.reader.language
    values = {
        "words": decider.words,
        "card": card,
        "text": found.record.request.text,
        "tried": tried,
        "forms": [each for each in ACTION_OF if _is_offered(each, found)],
        "reasons": {name: _reasons(name, decider) for name in ACTION_OF},
        "replies": {name: _replies(name, found.record, decider) for name in _WITH_MESSAGE},
        "prefilled": _prefilled(http, found.record, decider),
        "units": decider.units(),
        "categories": sorted(((each, city.category_name(each, language)) for each in city.categories), key=_by_name),
        "areas": sorted(((each, city.area_name(each, language)) for each in city.areas), key=_by_name),
        "max_message": MAX_MESSAGE,
    }
    return show(http, decider.reader, "triage/one.html", card.category, values, status)


def _not_here(http: Request, decider: Decider, found: object, tried: Tried, status: int) -> Response:
    """It was decided meanwhile, or it never was theirs: of that one nobody is told more."""
    if not isinstance(found, Found) and not tried.said:
        raise PageProblem("not_found")
    said = tried.said or decider.words.not_here
    values = {"words": decider.words, "said": said, "id": found.record.complaint.id if isinstance(found, Found) else ""}
    return show(http, decider.reader, "triage/gone.html", decider.words.gone_title, values, status)


def _is_offered(name: str, found: Found) -> bool:
    """A question is possible where it can be taken on first as well."""
    possible = found.possible_actions
    return ACTION_OF[name] in possible or (name == "ask" and "acknowledge" in possible)


def _reasons(name: str, decider: Decider) -> list[tuple[str, str]]:
    known = texts.of(decider.reader.language).reasons
    return [(code, known[code]) for code in ACTIONS[ACTION_OF[name]].reasons]


def _replies(name: str, record: Record, decider: Decider) -> list[tuple[int, str]]:
    """The texts that a message can start from, each with its number."""
    return [(number, title) for number, (title, _) in enumerate(_offered(name, record, decider))]


def _offered(name: str, record: Record, decider: Decider) -> Iterator[tuple[str, str]]:
    wanted = Wanted(ACTION_OF[name], None, None, record.request.language)
    for each in offered(wanted, record, decider.deps):
        yield each.title, each.text


def _prefilled(http: Request, record: Record, decider: Decider) -> dict[str, str]:
    """The message of the form that the address opens, with the text that it names."""
    name, number = http.query_params.get("do", ""), http.query_params.get("reply", "")
    if name not in _WITH_MESSAGE or not (number.isascii() and number.isdigit() and len(number) < 4):
        return {}
    known = [text for _, text in _offered(name, record, decider)]
    return {name: known[int(number)]} if int(number) < len(known) else {}


def _by_name(named: tuple[str, Any]) -> Any:
    return named[1]
