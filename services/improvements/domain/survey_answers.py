"""From events and paper forms to the answers that are kept, each under an id that makes a repetition harmless."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

from contracts.events import ComplaintSurveyed
from services.improvements.domain.gathering import Gathered
from services.improvements.domain.limits import not_allowed
from services.improvements.domain.performance.periods import quarter_of
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Organisation, Principal, may
from services.improvements.domain.satisfaction import SurveyAnswer, Via
from services.improvements.domain.survey import Answer, Element, missing_elements, wrong_elements

MAX_NUMBER = 40
"""Characters of a form's own number."""
_REMEDY = "give each of the nine elements a number from 1, not good, to 4, very good"


class KnownNames(Organisation, Protocol):
    """What checking a form needs to know of a city."""

    @property
    def units(self) -> Mapping[str, object]:
        """The city's units by their ids."""
        ...

    @property
    def categories(self) -> Mapping[str, object]:
        """The city's categories by their codes."""
        ...

    def unit_of_today(self, unit: str | None) -> str | None:
        """The unit that a unit is today."""
        ...


class Entered(StrEnum):
    """What became of a form. `known`: the same form was entered before."""

    KEPT = "kept"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Form:
    """A paper form as somebody has typed it in. `number` is its own, by which a unit finds it again in the quarter."""

    unit: str
    number: str
    answered_on: str
    scores: Mapping[str, Any]
    category: str | None = None


def said_by(event: ComplaintSurveyed, known: Gathered, zone: ZoneInfo) -> SurveyAnswer | None:
    """The answer in an event about a complaint of which so much is known; None of a trial, which nobody counts."""
    if known.mode is not None:
        return None
    scores = {element: getattr(event.scores, element.value) for element in Element}
    answer = Answer(event.occurred_at.astimezone(zone).date(), event.unit, known.category, scores)
    return SurveyAnswer(f"complaint.{event.subject}", answer, Via(event.answered_via.value))


def read_form(form: Form, by: Principal, day: date, city: KnownNames) -> SurveyAnswer | tuple[Refusal, ...]:
    """The answer on a form that somebody enters on a day; else all that is wrong with it, field by field."""
    unit = city.unit_of_today(form.unit)
    answered_on = _day(form.answered_on)
    faults = (
        *_wrong_unit(form, unit, by, city),
        *_wrong_words(form, city),
        *_wrong_day(answered_on, day),
        *_wrong_scores(form.scores),
    )
    if faults or unit is None or answered_on is None:
        return faults
    scores = {element: cast(int, form.scores[element.value]) for element in Element}
    number = form.number.strip()
    form_id = f"form.{unit}.{quarter_of(answered_on)}.{number}"
    return SurveyAnswer(form_id, Answer(answered_on, unit, form.category, scores), Via.PAPER)


def _wrong_unit(form: Form, unit: str | None, by: Principal, city: KnownNames) -> Iterator[Refusal]:
    if unit not in city.units or unit is None:
        yield Refusal("name_unknown", f"the city has no unit {form.unit!r}", "use the id of one of its units", "unit")
    elif not may(by, "survey", unit, city):
        yield not_allowed("survey", "unit")


def _wrong_words(form: Form, city: KnownNames) -> Iterator[Refusal]:
    if not 1 <= len(form.number.strip()) <= MAX_NUMBER:
        reason = f"the form's number has to have 1 to {MAX_NUMBER} characters"
        yield Refusal("number_unfit", reason, "number the forms of a unit in each quarter", "number")
    if form.category is not None and form.category not in city.categories:
        reason = f"the city has no category {form.category!r}"
        yield Refusal("name_unknown", reason, "use the code of one, or leave it out", "category")


def _wrong_day(answered_on: date | None, day: date) -> Iterator[Refusal]:
    field = "answered_on"
    if answered_on is None:
        yield Refusal("day_unfit", "it is no day", "send it as 2026-03-31", field)
    elif answered_on > day:
        yield Refusal("day_in_the_future", "the day is yet to come", "send the day of the answer", field)
    elif answered_on.year < day.year - 1:
        reason = "it is from before last year, whose figures are closed"
        yield Refusal("day_too_old", reason, "look at the year; older forms cannot be entered", field)


def _wrong_scores(scores: Mapping[str, Any]) -> Iterator[Refusal]:
    """Each element that is missing, that has no score from 1 to 4, or that there is not, is named."""
    known = {element: scores[element.value] for element in Element if element.value in scores}
    for element in missing_elements(known):
        yield Refusal("score_missing", f"there is no score for {element}", _REMEDY, f"scores.{element}")
    for element in wrong_elements(known):
        yield Refusal("score_out_of_range", "it is no whole number from 1 to 4", _REMEDY, f"scores.{element}")
    for name in sorted(scores.keys() - {element.value for element in Element}):
        remedy = f"the elements are: {', '.join(Element)}"
        yield Refusal("element_unknown", f"there is no element {name!r}", remedy, f"scores.{name}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-03-31") else None
    except ValueError:
        return None
