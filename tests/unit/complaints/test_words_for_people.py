"""Everything that can happen has plain words in every language."""

import string
from pathlib import Path

import pytest

from contracts.errors import ConfigurationError
from contracts.events import EVENTS, ClocksSet, DeadlineFired, NotificationEvent
from services.complaints import texts
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import State
from services.complaints.texts import choose_language

LANGUAGES = sorted(path.stem for path in Path(texts.__file__).parent.glob("*.yaml"))
UNSHOWN = (ClocksSet, DeadlineFired, NotificationEvent)


def test_there_are_texts_in_the_languages_of_the_cities_that_ship() -> None:
    assert {"id", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_reason_and_state_has_words(language: str) -> None:
    shown = {model.kind() for model in EVENTS.values() if not issubclass(model, UNSHOWN)}
    assert set(texts.of(language).events) == shown
    assert set(texts.of(language).reasons) == {reason for action in ACTIONS.values() for reason in action.reasons}
    assert set(texts.of(language).states) == {state.value for state in State}
    assert texts.gaps(texts.of(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_say_the_same_things(language: str) -> None:
    for kind, pattern in texts.of(language).events.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
        assert fields <= {"unit", "reason", "clock", "level"}
        english = texts.of("en").events[kind]
        assert fields == {name for _, name, _, _ in string.Formatter().parse(english) if name}


def test_a_language_without_texts_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"fr\.yaml: cannot be read"):
        texts.of("fr")


@pytest.mark.parametrize(
    ("asked", "accepted", "chosen"),
    [
        ("en", None, "en"),
        ("id", "en", "id"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "jv, fr;q=0.8, en;q=0.1", "en"),
        (None, "eng", "id"),
        (None, "*", "id"),
        (None, "", "id"),
        (None, None, "id"),
    ],
)
def test_it_chooses_the_readers_language(asked: str | None, accepted: str | None, chosen: str) -> None:
    assert choose_language(asked, accepted, ("id", "en")) == chosen
