"""The plain words in which people read what became of a complaint: one file a language in this folder, nothing else."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter

from pydantic import BaseModel, ConfigDict

from city import reading
from contracts.events import (
    EVENTS,
    ClocksSet,
    ComplaintEscalated,
    ComplaintEvent,
    DeadlineEvent,
    DeadlineFired,
    Event,
    NotificationEvent,
)
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import State

_FOLDER = Path(__file__).parent
_NOT_SHOWN = (ClocksSet, DeadlineFired, NotificationEvent)


class Texts(BaseModel):
    """One language: sentences by kind of event, and what reasons and states are called."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: dict[str, str]
    reasons: dict[str, str]
    states: dict[str, str]


@cache
def of(language: str) -> Texts:
    """The texts of a language, read once; raises `ConfigurationError` when its file is missing or wrong."""
    return reading.read(_FOLDER / f"{language}.yaml", Texts)


def gaps(texts: Texts) -> list[str]:
    """What can happen to a complaint and has no words, and sentences with a variable that nobody fills in."""
    shown = {model.kind(): model for model in EVENTS.values() if not issubclass(model, _NOT_SHOWN)}
    wanted = {
        "events": shown.keys(),
        "reasons": {reason for action in ACTIONS.values() for reason in action.reasons},
        "states": {state.value for state in State},
    }
    missing = [f"{part}.{name}" for part in wanted for name in sorted(wanted[part] - getattr(texts, part).keys())]
    sentences = texts.events.items()
    return [*missing, *(f"events.{kind}" for kind, text in sentences if kind in shown and _odd(text, shown[kind]))]


def _odd(sentence: str, model: type[Event]) -> set[str]:
    """The names in braces that an event of this kind gives no value for."""
    given = {"unit"}
    if issubclass(model, ComplaintEvent):
        given.add("reason")
    elif issubclass(model, ComplaintEscalated):
        given.add("level")
    elif issubclass(model, DeadlineEvent):
        given.add("clock")
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None} - given


def choose_language(asked: str | None, accepted: str | None, languages: Iterable[str]) -> str:
    """The language of an answer: `asked` outright, else the first accepted one that the city has, else its first.

    `accepted` is an Accept-Language header; its order counts, its weights and regions do not.
    """
    known = tuple(languages)
    wanted = [asked] if asked else [_language_of(part) for part in (accepted or "").split(",")]
    return next((language for language in wanted if language in known), known[0])


def _language_of(part: str) -> str:
    return part.split(";")[0].split("-")[0].strip().lower()
