"""/triage/many: complaints that are alike, given to one unit together; each on the version that was seen."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from services.complaints.application.act import StepRequest, act
from services.complaints.application.list import MAX_WORDS
from services.complaints.pages.outcomes import in_words, version_in
from services.complaints.pages.triage import view
from services.complaints.pages.triage.decider import Decider, decider_of, queue_of
from services.complaints.pages.triage.queue import POOL, Waiting
from services.complaints.words import tokens
from web.forms import Form, checked_form
from web.frame import show
from web.problems import PageProblem

_MAX_TEXT = 160
_MAX_QUERY = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A complaint to tick: `choice` names it and the version that was seen."""

    id: str
    choice: str
    category: str
    area: str
    text: str
    waited: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one complaint."""

    id: str
    label: str
    said: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Which complaints are shown: of a category, with words in their text; and whether all are ticked at first."""

    category: str = ""
    words: str = ""
    is_all: bool = False


async def show_many(http: Request) -> Response:
    """The complaints to tick."""
    decider, query = await decider_of(http), http.query_params
    asked = Asked(query.get("category", ""), query.get("q", "")[:_MAX_QUERY].strip(), query.get("all") == "1")
    return await _page(http, decider, asked, {}, 200)


async def assign_many(http: Request) -> Response:
    """Give those that were ticked to a unit, one after the other; what was overtaken is said of that one alone."""
    decider = await decider_of(http)
    form = await checked_form(http, decider.reader)
    unit, choices = form.text("to_unit"), list(dict.fromkeys(form.all("complaint")))
    words = decider.words
    errors = {"complaint": words.errors.complaint} if not choices else {}
    if unit not in decider.deps.city.units or unit == decider.deps.city.triage_unit:
        errors["to_unit"] = words.errors.to_unit
    if len(choices) > POOL:
        raise PageProblem("invalid")
    if errors:
        asked = Asked(form.text("category"), form.text("q")[:_MAX_QUERY])
        return await _page(http, decider, asked, errors, 422, form)
    results = [await _given(each, unit, http.state.trace, decider) for each in choices]
    done = sum(each.is_done for each in results)
    values = {
        "words": words,
        "results": results,
        "summary": words.many_done.format(
            done=done, total=len(results), unit=decider.deps.city.unit_name(unit, decider.reader.language)
        ),
    }
    return show(http, decider.reader, "triage/results.html", words.results_title, values, 200 if done else 409)


async def _given(choice: str, unit: str, trace: str | None, decider: Decider) -> Result:
    complaint_id, _, version = choice.rpartition(":")
    step = StepRequest(
        complaint_id,
        "transfer",
        by=decider.who,
        versions=version_in(version),
        reason="triage_decision",
        to_unit=unit,
        trace=trace,
    )
    label = await _label(complaint_id, decider)
    why_not = in_words(await act(step, decider.deps), decider.words)
    return Result(complaint_id, label, why_not or decider.words.given, why_not is None)


async def _label(complaint_id: str, decider: Decider) -> str:
    """What the complaint is about, as the list has shown it; nothing of one that is not theirs."""
    briefs = await decider.deps.store.briefs([complaint_id])
    brief = briefs.get(complaint_id)
    if brief is None or brief.complaint.unit != decider.deps.city.triage_unit:
        return ""
    return decider.deps.city.category_name(brief.complaint.routing_input.category, decider.reader.language)


async def _page(
    http: Request, decider: Decider, asked: Asked, errors: dict[str, str], status: int, form: Form | None = None
) -> Response:
    city, language, words = decider.deps.city, decider.reader.language, decider.words
    if asked.category and asked.category not in city.categories:
        raise PageProblem("invalid")
    queue = await queue_of(decider, asked.category or None, tokens(asked.words)[:MAX_WORDS])
    rows = [_row(each, decider) for each in queue.waiting if each.complaint.unit == city.triage_unit]
    ticked = set(form.all("complaint")) if form else {each.choice for each in rows} if asked.is_all else set()
    values = {
        "words": words,
        "rows": rows,
        "asked": asked,
        "ticked": ticked,
        "goes_on": words.total_cut.format(n=len(rows)) if queue.goes_on else "",
        "categories": sorted(((each, city.category_name(each, language)) for each in city.categories), key=_by_name),
        "units": decider.units(),
        "unit": form.text("to_unit") if form else "",
        "errors": errors,
    }
    return show(http, decider.reader, "triage/many.html", words.many_title, values, status)


def _row(waiting: Waiting, decider: Decider) -> Row:
    city, language, now = decider.deps.city, decider.reader.language, decider.deps.clock()
    shown = view.card(waiting, (), city, language, now, decider.words)
    text = view.shortened(waiting.record.request.text, _MAX_TEXT)
    choice = f"{shown.id}:{shown.version}"
    return Row(shown.id, choice, shown.category, shown.area, text, shown.waited)


def _by_name(named: tuple[str, str]) -> str:
    return named[1]
