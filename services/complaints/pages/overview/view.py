"""What the pages of heads and leaders show of one complaint, in words, with the forms that it has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.complaints import texts
from services.complaints.city import City
from services.complaints.deadlines import deadline_of
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import Complaint
from services.complaints.pages import promised
from services.complaints.pages.overview.late import Late, due_of
from web.dates import date_in_words
from web.words import Words


@dataclass(frozen=True, slots=True)
class PromiseForm:
    """What a form for a promise needs; `reasons` are there when a promise is to be moved."""

    first: str
    last: str
    day: str
    hint: str
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DelegateForm:
    """Whom the work can be given to: `unit:…` or `person:…` and the name of each."""

    units: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """An overdue complaint; a form that it does not have is None."""

    id: str
    version: int
    category: str
    area: str
    unit: str
    state: str
    late: str
    clock: str
    is_statutory: bool
    level: str
    promise: str
    promise_form: PromiseForm | None = None
    delegate_form: DelegateForm | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that has to be corrected: which one, what was entered, and what is wrong, by field."""

    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    said: str = ""


def card(late: Late, possible: Sequence[str], city: City, language: str, now: datetime, words: Words) -> Card:
    """A complaint with those forms that would be accepted."""
    complaint = late.complaint
    about = complaint.routing_input
    is_moved = complaint.promised_until is not None
    return Card(
        complaint.id,
        complaint.version,
        city.category_name(about.category, language) or words.no_category,
        city.area_name(about.area, language) or words.no_area,
        city.unit_name(complaint.unit, language),
        texts.of(language).states[complaint.state.value],
        _lateness(late, city, language, now, words),
        city.clock_title(late.clock.name, language) if late.clock else "",
        late.is_statutory,
        words.level.format(n=complaint.level) if complaint.level else words.no_level,
        words.promised.format(until=_promise(complaint, city, language)) if is_moved else "",
        promise_form(complaint, city, language, now) if "acknowledge_escalation" in possible else None,
        delegate_form(complaint, city, language) if "delegate" in possible else None,
    )


def _promise(complaint: Complaint, city: City, language: str) -> str:
    return date_in_words(complaint.promised_until, language, city.zone) if complaint.promised_until else ""


def _lateness(late: Late, city: City, language: str, now: datetime, words: Words) -> str:
    if late.clock is None:
        return str(words.not_late if not late.record.breached else words.late_unknown)
    deadline = deadline_of(late.clock, due_of(late.clock), late.complaint, city, now)
    return deadline.in_words(language).capitalize()


def promise_form(complaint: Complaint, city: City, language: str, now: datetime) -> PromiseForm:
    """The days that may be promised for a complaint, one of them proposed."""
    allowed = allowed_days(complaint, city, now)
    known = texts.of(language).reasons
    reasons = ACTIONS["acknowledge_escalation"].reasons if complaint.promised_until is not None else ()
    return PromiseForm(
        allowed.first.isoformat(),
        allowed.last.isoformat() if allowed.last else "",
        allowed.proposed.isoformat(),
        promised.hint(allowed, city, language),
        tuple((code, known[code]) for code in reasons),
    )


def allowed_days(complaint: Complaint, city: City, now: datetime) -> promised.Days:
    """The days until which an answer may be promised."""
    return promised.days([complaint.promise_limit(now)], complaint.unit or "", city, now)


def delegate_form(complaint: Complaint, city: City, language: str) -> DelegateForm | None:
    """Units below the responsible one, and its people and theirs; None where there are none."""
    unit = complaint.unit or ""
    units = [(f"unit:{each}", city.unit_name(each, language)) for each in city.units if each != unit]
    below = [named for named in units if city.is_within(named[0].removeprefix("unit:"), unit)]
    people = [
        (f"person:{person}", f"{person}, {city.unit_name(of, language)}")
        for person, of in sorted(city.staff.items())
        if city.is_within(of, unit)
    ]
    if not below and not people:
        return None
    return DelegateForm(tuple(sorted(below, key=lambda each: each[1])), tuple(people))
