"""Takes paper forms of the satisfaction survey: each that is whole is kept once, whatever is wrong with the others."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.performance.periods import quarter_of
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal
from services.improvements.domain.satisfaction import SurveyAnswer, Via
from services.improvements.domain.survey_answers import Entered, Form, read_form

MAX_FORMS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one form, with all that is wrong with it."""

    outcome: Entered
    faults: tuple[Refusal, ...] = ()


async def enter(forms: Sequence[Form], by: Principal, deps: Dependencies) -> list[Entry]:
    """What became of each form, in order. Raises `StoreUnavailable`: some may be kept, and all can be repeated."""
    now = deps.clock()
    read = [read_form(form, by, deps.city.day_of(now), deps.city) for form in forms]
    whole = [each for each in read if isinstance(each, SurveyAnswer)]
    places = [place for place, each in enumerate(read) if isinstance(each, SurveyAnswer)]
    new = {places[position] for position in await deps.surveys.keep(whole)}
    metrics.answers.labels(Via.PAPER.value).inc(len(new))
    await _mark_outdated(whole, deps)
    known = await deps.surveys.get([each.id for each in whole])
    entries = [_entry(each, place in new, known) for place, each in enumerate(read)]
    for entry in entries:
        metrics.forms.labels(entry.outcome.value).inc()
    return entries


def _entry(read: SurveyAnswer | tuple[Refusal, ...], is_new: bool, known: dict[str, SurveyAnswer]) -> Entry:
    if not isinstance(read, SurveyAnswer):
        return Entry(Entered.REFUSED, read)
    if is_new:
        return Entry(Entered.KEPT)
    if known.get(read.id) == read:
        return Entry(Entered.KNOWN)
    reason = "another form has this number in this unit and quarter"
    return Entry(Entered.REFUSED, (Refusal("number_used", reason, "give each form a number of its own", "number"),))


async def _mark_outdated(answers: Sequence[SurveyAnswer], deps: Dependencies) -> None:
    """Figures that these forms change are made again, also of quarters that no longer move."""
    days = {each.answer.answered_on for each in answers}
    by = secrets.token_hex(8)
    for name in sorted({quarter_of(day) for day in days} | {str(day.year) for day in days}):
        await deps.editions.mark_outdated(name, by)
