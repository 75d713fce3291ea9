"""Everything that can happen has plain words in every language."""

import string

import pytest

from contracts.events import EVENTS, ClocksSet, DeadlineFired, NotificationEvent
from services.complaints import texts
from services.complaints.city import Language
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import State
from services.complaints.texts import choose_language

LANGUAGES: tuple[Language, ...] = ("id", "en")
UNTOLD = (ClocksSet, DeadlineFired, NotificationEvent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_reason_clock_and_state_has_words(language: Language) -> None:
    told = {model.kind() for model in EVENTS.values() if not issubclass(model, UNTOLD)}
    assert set(texts.EVENTS[language]) == told
    assert set(texts.REASONS[language]) == {reason for action in ACTIONS.values() for reason in action.reasons}
    assert set(texts.CLOCKS[language]) == {"acknowledge_by", "respond_by", "resolve_by"}
    assert set(texts.STATES[language]) == {state.value for state in State}


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_say_the_same_things(language: Language) -> None:
    for kind, pattern in texts.EVENTS[language].items():
        fields = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
        assert fields <= {"unit", "reason", "clock", "level"}
        assert fields == {name for _, name, _, _ in string.Formatter().parse(texts.EVENTS["en"][kind]) if name}


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        ("en", None, "en"),
        ("id", "en", "id"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "jv, fr;q=0.8, en;q=0.1", "en"),
        (None, "*", "id"),
        (None, "", "id"),
        (None, None, "id"),
    ],
)
def test_it_chooses_the_readers_language(asked: str | None, accepted: str | None, chosen: str) -> None:
    assert choose_language(asked, accepted, LANGUAGES) == chosen
