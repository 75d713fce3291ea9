"""Which fields the form of an action has. What the action needs and takes says `domain.actions`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from city.entry import in_words
from services.complaints import texts
from services.complaints.city import City
from services.complaints.domain.actions import Action
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.rights import Principal, decides_for_triage
from services.complaints.pages.promised import days
from services.complaints.pages.promised import hint as hint_of_days
from services.complaints.pages.work.fields import Field, Option
from web.words import Words

BULK = (
    "acknowledge",
    "start",
    "report_progress",
    "request_information",
    "resolve",
    "reject",
    "transfer",
    "delegate",
    "note",
)
"""What may be done with several complaints in the same words; all else depends on the one complaint."""
_ALSO_WITH_A_MESSAGE = frozenset({"transfer", "acknowledge_escalation"})
_INTO_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Situation:
    """Who wants to act, when, in which words, and on which complaint; None: on several."""

    who: Principal
    city: City
    language: str
    words: Words
    now: datetime
    complaint: Complaint | None = None

    @property
    def unit(self) -> str:
        """The unit that somebody acts for."""
        responsible = self.complaint.unit if self.complaint else None
        return responsible or self.who.unit or ""


def is_one_click(action: Action) -> bool:
    """Whether there is nothing to say with it."""
    return not (action.needs or action.takes or action.reason_required) and len(action.reasons) == 1


def fields_of(action: Action, situation: Situation) -> tuple[Field, ...]:
    """The fields in the order of the form."""
    return tuple(_fields(action, situation))


def _fields(action: Action, situation: Situation) -> Iterator[Field]:
    for name, make in _MAKERS.items():
        if name in action.needs | action.takes:
            yield make(action, situation)
    if len(action.reasons) > 1:
        yield _reason(action, situation)
    said = situation.words.field
    if "message" in action.needs or action.target is not None or action.name in _ALSO_WITH_A_MESSAGE:
        required = "message" in action.needs
        yield Field("area", "message", said.message, said.message_hint, required=required)
    yield Field("area", "note", said.note, said.note_hint, required="note" in action.needs)


def _reason(action: Action, situation: Situation) -> Field:
    known, said = texts.of(situation.language).reasons, situation.words.field
    options = tuple((each, known[each]) for each in action.reasons)
    empty = said.choose if action.reason_required else said.usual_reason
    return Field("select", "reason", said.reason, options=options, empty=empty, required=action.reason_required)


def _to_unit(action: Action, situation: Situation) -> Field:
    said, required = situation.words.field, "to_unit" in action.needs
    is_decision = action.name == "transfer" and decides_for_triage(situation.who, situation.city)
    empty = said.choose if required or is_decision else situation.words.no_unit_named[action.name]
    options = _units(_UNITS[action.name](situation), situation)
    return Field("select", "to_unit", said.to_unit, options=options, empty=empty, required=required or is_decision)


def _others(situation: Situation) -> Iterator[str]:
    taken = situation.complaint.unit if situation.complaint else None
    return (unit for unit in situation.city.units if unit != taken)


def _below(situation: Situation) -> Iterator[str]:
    return (unit for unit in _others(situation) if situation.city.is_within(unit, situation.unit))


def _to_be_asked(situation: Situation) -> Iterator[str]:
    asked = situation.complaint.contributors if situation.complaint else ()
    return (unit for unit in _others(situation) if unit not in (situation.city.triage_unit, *asked))


_UNITS: Mapping[str, Callable[[Situation], Iterable[str]]] = {
    "transfer": _others,
    "delegate": _below,
    "request_contribution": _to_be_asked,
}


def _units(units: Iterable[str], situation: Situation) -> tuple[Option, ...]:
    return tuple((unit, situation.city.unit_name(unit, situation.language)) for unit in units)


def _to_person(_: Action, situation: Situation) -> Field:
    said, city = situation.words.field, situation.city
    people = tuple((each, each) for each, unit in sorted(city.staff.items()) if city.is_within(unit, situation.unit))
    return Field("select", "to_person", said.to_person, options=people, empty=said.nobody)


def _category(_: Action, situation: Situation) -> Field:
    said, known = situation.words.field, situation.city.categories.values()
    options = tuple((each.code, each.name.in_language(situation.language)) for each in known)
    return Field("select", "category", said.category, options=options, empty=said.unchanged)


def _area(_: Action, situation: Situation) -> Field:
    said, known = situation.words.field, situation.city.areas.values()
    options = tuple((each.code, each.name.in_language(situation.language)) for each in known)
    return Field("select", "area", said.area, options=options, empty=said.unchanged)


def _policy(_: Action, situation: Situation) -> Field:
    said = situation.words.field
    options = tuple((each, in_words(each)) for each in situation.city.policy_names)
    return Field("select", "policy", said.policy, options=options, empty=said.choose, required=True)


def _promised_until(_: Action, situation: Situation) -> Field:
    said, city, complaint = situation.words.field, situation.city, situation.complaint
    limit = complaint.promise_limit(situation.now) if complaint else None
    allowed = days([limit], situation.unit, city, situation.now)
    return Field(
        "date",
        "promised_until",
        said.promised_until,
        hint_of_days(allowed, city, situation.language),
        allowed.proposed.isoformat(),
        required=True,
        first=allowed.first.isoformat(),
        last=allowed.last.isoformat() if allowed.last else "",
    )


def _into(_: Action, situation: Situation) -> Field:
    said = situation.words.field
    return Field("text", "into", said.into, said.into_hint, required=True)


_MAKERS: Mapping[str, Callable[[Action, Situation], Field]] = {
    "to_unit": _to_unit,
    "to_person": _to_person,
    "category": _category,
    "area": _area,
    "policy": _policy,
    "promised_until": _promised_until,
    "into": _into,
}
"""What can be given with a step beside words; `stars` are the complainants' to give."""
