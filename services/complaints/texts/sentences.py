"""Which sentences a language has to have, and what they may name in braces."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from contracts import events
from contracts.events import Event
from contracts.history import ONLY_OF_HISTORY
from contracts.topics import TOPICS
from contracts.values import SURVEY_ELEMENTS
from services.complaints import texts
from services.complaints.domain.actions import ACTIONS, actions_of
from services.complaints.domain.complaint import State
from services.complaints.domain.rights import THE_COMPLAINANT
from services.complaints.texts import Texts

NO_ACTION = "none"
"""Among the words for actions: what somebody can do who can do nothing."""

_NOT_SHOWN = (events.ClocksSet, events.DeadlineFired, events.NotificationEvent, events.AuditEvent)

SHOWN: Mapping[str, type[Event]] = {
    model.kind(): model
    for topic in TOPICS
    if topic.subject == "complaint"
    for model in topic.events
    if not issubclass(model, _NOT_SHOWN)
}
"""What stands in a timeline, by kind."""

_VARIANTS: Mapping[type[Event], tuple[str, ...]] = {
    events.ComplaintFiled: ("following",),
    events.InformationRequested: ("until",),
    events.ComplaintResolved: ("until",),
    events.ComplaintRejected: ("until", "imported", "imported_undated"),
    events.ComplaintWithdrawn: ("imported", "imported_undated"),
    events.ComplaintClosed: ("by_system", "by_system_until", "imported", "imported_undated"),
    events.ComplaintReclassified: ("category", "area"),
    events.ComplaintDelegated: ("to_person", "taken_back"),
    events.EscalationAcknowledged: ("moved",),
    events.AttachmentAdded: ("seen_before", "result", "result_seen_before", "by_unit", "by_unit_seen_before"),
    events.ComplaintEscalated: ("repeated",),
}
"""Beside the sentence for the event itself."""

STAFF_ONLY = frozenset(
    {
        events.ComplaintNoted.kind(),
        events.ReviewRequested.kind(),
        events.DecisionUpheld.kind(),
        f"{events.ComplaintDelegated.kind()}.to_person",
        f"{events.ComplaintDelegated.kind()}.taken_back",
        f"{events.AttachmentAdded.kind()}.by_unit",
        f"{events.AttachmentAdded.kind()}.by_unit_seen_before",
    }
)
"""What is between colleagues: a complainant is not shown it."""

_NAMES: Mapping[type[Event], tuple[str, ...]] = {
    Event: ("unit",),
    events.ComplaintEvent: ("reason",),
    events.InformationRequested: ("until",),
    events.ComplaintResolved: ("until",),
    events.ComplaintRejected: ("until",),
    events.ComplaintClosed: ("until",),
    events.ComplaintReclassified: ("category", "area"),
    events.ComplaintDelegated: ("other", "person"),
    events.ContributionRequested: ("other",),
    events.ContributionGiven: ("other",),
    events.DecisionUpheld: ("other",),
    events.EscalationAcknowledged: ("until",),
    events.ComplaintRated: ("stars",),
    events.AssignmentEvent: ("why",),
    events.DeadlineEvent: ("clock", "until"),
    events.ComplaintEscalated: ("level",),
}
"""What an event gives a value for, beside what its base classes do."""


def keys_of(model: type[Event]) -> tuple[str, ...]:
    """The event's own sentence and its variants."""
    return (model.kind(), *(f"{model.kind()}.{variant}" for variant in _VARIANTS.get(model, ())))


def names_in(model: type[Event]) -> set[str]:
    """What a sentence about such an event may name."""
    return {name for base, names in _NAMES.items() if issubclass(model, base) for name in names}


def gaps(language: Texts) -> list[str]:
    """What can happen and has no words, words for what cannot happen, and names in braces that nobody fills in."""
    return [*_wrong_sentences(language), *_missing_words(language), *_unlike_english(language)]


def _wrong_sentences(language: Texts) -> Iterator[str]:
    keys = {key: model for model in SHOWN.values() for key in keys_of(model)}
    sections = {"events": language.events, "staff": language.staff}
    for key in keys.keys() - STAFF_ONLY - language.events.keys():
        yield f"events.{key}"
    for key in STAFF_ONLY - language.staff.keys():
        yield f"staff.{key}"
    for section, sentences in sections.items():
        for key, sentence in sentences.items():
            if key not in keys or (section == "events" and key in STAFF_ONLY) or _odd(sentence, keys[key]):
                yield f"{section}.{key}"


def _missing_words(language: Texts) -> Iterator[str]:
    wanted = {
        "reasons": {reason for action in ACTIONS.values() for reason in action.reasons} | set(ONLY_OF_HISTORY),
        "survey_elements": set(SURVEY_ELEMENTS),
        "states": {state.value for state in State},
        "actions": {NO_ACTION, *actions_of(THE_COMPLAINANT)},
        **{section: getattr(texts.of("en"), section).keys() for section in _SAME_EVERYWHERE},
    }
    for section, names in wanted.items():
        yield from (f"{section}.{name}" for name in sorted(names - getattr(language, section).keys()))


_SAME_EVERYWHERE = (
    "assignments",
    "questions",
    "titles",
    "details",
    "refusals",
    "attaching",
    "attachment_flags",
    "faults",
)
"""What English has words for, every language has."""


def _unlike_english(language: Texts) -> Iterator[str]:
    """What is said in English on pages and over Open311 every language says, and with no other names in braces."""
    wanted, said = (
        _flat({"pages": each.pages.model_dump(), "open311": each.open311.model_dump()})
        for each in (texts.of("en"), language)
    )
    for key in sorted(wanted.keys() | said.keys()):
        if key not in wanted or key not in said or _names(said[key]) - _names(wanted[key]):
            yield key


def _flat(values: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """The texts in a tree of them, each under the path to it."""
    found: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, tuple):
            value = {str(number): text for number, text in enumerate(value)}
        found |= {before + key: value} if isinstance(value, str) else _flat(value, f"{before}{key}.")
    return found


def _odd(sentence: str, model: type[Event]) -> set[str]:
    return _names(sentence) - names_in(model)


def _names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
