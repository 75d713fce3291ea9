"""From what was found to what a page shows: words only, neither the complaint's text nor anybody's name."""

from dataclasses import dataclass
from datetime import datetime

from contracts.values import Clock
from services.complaints import texts
from services.complaints.application.act import Overtaken, StepOutcome, Taken, TakenBefore
from services.complaints.application.messages import Status, Told
from services.complaints.application.read import NotFound, NotYours
from services.complaints.city import City
from services.complaints.deadlines import deadline_of
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.refusals import Refusal
from services.complaints.pages.moments import moment, time_of_day
from services.complaints.timeline import timeline
from web.dates import date_in_words

MAX_STEPS = 4
_HIDDEN = frozenset({Status.ELSEWHERE, Status.UNKNOWN})
"""Of these the link's holder is shown no more than the number, which they have from the message."""


@dataclass(frozen=True, slots=True)
class LateClock:
    """A clock that was not met: what it is called, when it was due, and how late it is."""

    title: str
    due: str
    late: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the timeline, and when it was taken."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Row:
    """One complaint of a page. Of one that is not shown there are only number and status."""

    id: str
    status: str
    status_text: str
    can_be_taken_on: bool = False
    is_shown: bool = False
    title: str = ""
    area: str = ""
    unit: str = ""
    filed: str = ""
    state: str = ""
    clocks: tuple[LateClock, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one complaint that somebody wanted to take on."""

    row: Row
    said: str
    is_done: bool = False
    remedy: str = ""


def row(told: Told, city: City, language: str, now: datetime) -> Row:
    """A complaint as the page shows it."""
    status = told.status.value
    if told.brief is None or told.status in _HIDDEN:
        return Row(told.id, status, _status_text(told, city, language))
    complaint = told.brief.complaint
    routing_input = complaint.routing_input
    return Row(
        told.id,
        status,
        _status_text(told, city, language),
        told.can_be_taken_on,
        is_shown=True,
        title=city.category_name(routing_input.category, language),
        area=city.area_name(routing_input.area, language),
        unit=city.unit_name(complaint.unit, language),
        filed=moment(routing_input.filed_at, city, language),
        state=texts.of(language).states[complaint.state.value],
        clocks=tuple(_late(clock, complaint, city, language, now) for clock in told.overdue),
        steps=_steps(told, city, language),
    )


def result(shown: Row, told: Told, outcome: StepOutcome | TakenBefore, city: City, language: str) -> Result:
    """What was done, or why not and what to do."""
    words = texts.of(language).pages
    match outcome:
        case Taken(complaint=complaint):
            return Result(shown, words.taken_on.format(until=_promise(complaint, city, language)), is_done=True)
        case TakenBefore(complaint=complaint) if complaint.promised_until is not None:
            return Result(shown, words.taken_before.format(until=_promise(complaint, city, language)), is_done=True)
        case TakenBefore():
            return Result(shown, words.statuses[Status.TAKEN_ON.value].capitalize() + ".", is_done=True)
        case Refusal(reason=code):
            return _refused(shown, code, language)
        case Overtaken():
            return _refused(shown, "overtaken", language)
        case NotFound() | NotYours():
            return _refused(shown, "elsewhere", language)


def not_any_more(shown: Row) -> Result:
    """What was chosen, and could not be taken on any more when the choice arrived."""
    return Result(shown, f"{shown.status_text[:1].upper()}{shown.status_text[1:]}.", shown.status == Status.TAKEN_ON)


def _refused(shown: Row, code: str, language: str) -> Result:
    refusals = texts.of(language).pages.refusals
    reason, remedy = refusals.get(code, refusals["other"])
    return Result(shown, reason, remedy=remedy)


def _status_text(told: Told, city: City, language: str) -> str:
    statuses = texts.of(language).pages.statuses
    complaint = told.brief.complaint if told.brief else None
    if complaint is None:
        return statuses[told.status.value]
    variant = f"{told.status.value}.until" if complaint.promised_until else told.status.value
    state = texts.of(language).states[complaint.state.value]
    said = statuses.get(variant, statuses[told.status.value])
    return said.format(until=_promise(complaint, city, language), state=state)


def _promise(complaint: Complaint, city: City, language: str) -> str:
    return date_in_words(complaint.promised_until, language, city.zone) if complaint.promised_until else ""


def _late(clock: Clock, complaint: Complaint, city: City, language: str, now: datetime) -> LateClock:
    due_at = clock.due_at or clock.breached_at or now
    words = texts.of(language).pages
    due = words.due.format(date=date_in_words(due_at, language, city.zone), time=time_of_day(due_at, city, language))
    late = deadline_of(clock, due_at, complaint, city, now).in_words(language)
    return LateClock(city.clock_title(clock.name, language), due, late)


def _steps(told: Told, city: City, language: str) -> tuple[Step, ...]:
    if told.record is None:
        return ()
    entries = timeline(told.record, city, language, for_staff=True, names_people=False)
    return tuple(Step(each.text, moment(each.at, city, language)) for each in reversed(entries[-MAX_STEPS:]))
