"""Who decides for the triage desk, and the cards that they are shown."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.complaints.access import principal_of
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import NotYours, count_open
from services.complaints.application.similar import Hint, similar_to_each
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal, decides_for_triage, may_list
from services.complaints.domain.rules import possible_actions
from services.complaints.pages.site import site_of
from services.complaints.pages.triage import view
from services.complaints.pages.triage.queue import Queue, Waiting, read_queue, with_history
from services.complaints.pages.triage.suggestions import suggested
from services.complaints.record import ListQuery
from web.frame import show
from web.problems import PageProblem
from web.routes import staff_of
from web.site import Reader

SHOWN = 10
"""Cards on one page: as many as one decides about without a rest."""
_COMMON = 5


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who decides for the triage desk, and what they work with."""

    reader: Reader
    who: Principal
    deps: Dependencies

    @property
    def words(self) -> Any:
        """The words of these pages."""
        return self.reader.words("triage")

    def units(self) -> list[tuple[str, str]]:
        """All units to which something can be given, by name."""
        city, language = self.deps.city, self.reader.language
        named = ((unit, city.unit_name(unit, language)) for unit in city.units if unit != city.triage_unit)
        return sorted(named, key=lambda each: each[1])


async def decider_of(http: Request) -> Decider:
    """Whoever is signed in, if they decide for the triage desk; ends the request for everybody else."""
    reader, session = await staff_of(http)
    who, deps = principal_of(session.officer), site_of(http).deps
    if not _decides(who, deps):
        raise PageProblem("not_allowed")
    return Decider(reader, who, deps)


def _decides(who: Principal, deps: Dependencies) -> bool:
    is_at_triage = decides_for_triage(who, deps.city) and may_list(who, deps.city.triage_unit, deps.city)
    return is_at_triage and "transfer" in who.rights.actions


async def queue_of(decider: Decider, category: str | None = None, words: Sequence[str] = ()) -> Queue:
    """What waits; of one category, or with these words in the text, if any are given."""
    wanted = ListQuery(decider.deps.city.triage_unit, category=category, words=tuple(words))
    queue = await read_queue(wanted, decider.who, decider.deps)
    if isinstance(queue, Refusal | NotYours):
        raise PageProblem("not_allowed" if isinstance(queue, NotYours) else "invalid")
    return queue


async def cards(decider: Decider, waiting: Sequence[Waiting]) -> list[view.Card]:
    """The cards of these complaints with all that helps to decide."""
    common, hints = await asyncio.gather(
        _busiest(decider.deps), similar_to_each([each.record for each in waiting], decider.who, decider.deps)
    )
    return [_card(decider, each, found, common) for each, found in zip(waiting, hints, strict=True)]


def _card(decider: Decider, waiting: Waiting, hints: tuple[Hint, ...] | None, common: Sequence[str]) -> view.Card:
    complaint, city, language, now = waiting.complaint, decider.deps.city, decider.reader.language, decider.deps.clock()
    possible = possible_actions(complaint, decider.who, now, city)
    shown = view.card(waiting, possible, city, language, now, decider.words)
    shown = view.with_similar(shown, hints, city, language, decider.words)
    never = frozenset({city.triage_unit, complaint.unit or ""})
    similar_at = [each.unit for each in hints or () if each.unit is not None]
    offered = [each for each in suggested(complaint.routing_input, city.rules, similar_at, never)]
    others = [unit for unit in common if unit not in never]
    return view.with_choices(shown, offered, others, complaint.refused_by, city, language, decider.words)


async def _busiest(deps: Dependencies) -> list[str]:
    """The units that have the most open, as they were counted last."""
    counts = await count_open((unit for unit in deps.city.units if unit != deps.city.triage_unit), deps)
    totals = {unit: sum(count.states.values()) for unit, count in counts.items()}
    return sorted((unit for unit in totals if totals[unit]), key=lambda unit: (-totals[unit], unit))[:_COMMON]


def alike(queue: Iterable[Waiting], decider: Decider) -> list[tuple[str, str, int]]:
    """The categories of which several wait: code, name and number, the most first."""
    numbers: dict[str, int] = {}
    for each in queue:
        category = each.complaint.routing_input.category
        if category in decider.deps.city.categories and category is not None:
            numbers[category] = numbers.get(category, 0) + 1
    several = sorted((each for each in numbers if numbers[each] > 1), key=lambda each: (-numbers[each], each))
    return [(each, decider.deps.city.category_name(each, decider.reader.language), numbers[each]) for each in several]


@dataclass(frozen=True, slots=True)
class Said:
    """What became of the last step; of something that went wrong with a complaint, `about` is its id."""

    text: str
    is_done: bool = True
    about: str = ""


async def show_queue(http: Request, decider: Decider, said: Said | None = None, status: int = 200) -> Response:
    """The page with the cards."""
    queue = await queue_of(decider)
    shown = await cards(decider, await with_history(queue.waiting[:SHOWN], decider.deps))
    words, more = decider.words, len(queue.waiting) - len(shown)
    values = {
        "words": words,
        "cards": shown,
        "total": _total(len(queue.waiting), queue.goes_on, words),
        "more": words.more.format(n=more) if more else "",
        "handed_over": words.handed_over.format(n=queue.handed_over) if queue.handed_over else "",
        "goes_on": queue.goes_on,
        "alike": alike(queue.waiting, decider),
        "units": decider.units(),
        "said": said,
    }
    return show(http, decider.reader, "triage/queue.html", words.title, values, status)


def _total(number: int, goes_on: bool, words: Any) -> str:
    if goes_on:
        return str(words.total_cut.format(n=number))
    return str(words.total_one if number == 1 else words.total_many.format(n=number))
