"""Everything that can happen has plain words in every language."""

import re
import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contracts.errors import ConfigurationError
from contracts.history import REASONS
from contracts.values import SURVEY_ELEMENTS
from services.complaints import texts
from services.complaints.api.problems import KINDS
from services.complaints.domain.actions import ACTIONS, Step, actions_of
from services.complaints.domain.complaint import State
from services.complaints.domain.lifecycle import act
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT
from services.complaints.texts.sentences import NO_ACTION, SHOWN, gaps, keys_of
from tests.unit.complaints.examples import NOON, UNITS, complaint
from web.dates import date_in_words, duration_in_words
from web.languages import choose_language

REPOSITORY = Path(__file__).parents[3]
LANGUAGES = sorted(path.stem for path in Path(texts.__file__).parent.glob("*.yaml"))


def test_there_are_texts_in_the_languages_of_the_cities_that_ship() -> None:
    assert {"id", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_reason_and_state_has_words(language: str) -> None:
    assert gaps(texts.of(language)) == []
    assert {kind for kind, model in SHOWN.items() if not set(keys_of(model)) & texts.of(language).events.keys()} == {
        "complaint.noted",
        "complaint.review_requested",
        "complaint.decision_upheld",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_left_over(language: str) -> None:
    known = texts.of(language)
    of_steps = {reason for action in ACTIONS.values() for reason in action.reasons}
    assert set(known.reasons) == of_steps | {reason for reasons in REASONS.values() for reason in reasons}
    assert set(known.states) == {state.value for state in State}
    assert set(known.actions) == {NO_ACTION, *actions_of(THE_COMPLAINANT)}
    assert set(known.titles) == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_say_the_same_things(language: str) -> None:
    known, english = texts.of(language), texts.of("en")
    for section in ("events", "staff", "details", "refusals", "faults"):
        assert _names(getattr(known, section)) == _names(getattr(english, section))


def _names(sentences: Mapping[str, str | tuple[str, str]]) -> dict[str, set[str]]:
    """What each sentence names in braces."""
    joined = {key: each if isinstance(each, str) else " ".join(each) for key, each in sentences.items()}
    return {key: {name for _, name, _, _ in string.Formatter().parse(each) if name} for key, each in joined.items()}


@pytest.mark.parametrize(("language", "about"), [("en", "complainant"), ("id", "elapor ")])
def test_a_complainant_is_spoken_to_and_not_about(language: str, about: str) -> None:
    assert [key for key, sentence in texts.of(language).events.items() if about in sentence] == []


def test_routing_has_words_for_each_of_its_reasons() -> None:
    folder = REPOSITORY / "services" / "routing" / "domain"
    pattern = re.compile(r'\bcode ?= ?"([a-z_]+)"(?: if [\w.]+ else "([a-z_]+)")?')
    found = (each for path in folder.glob("*.py") for each in pattern.findall(path.read_text("utf-8")))
    assert {code for codes in found for code in codes if code} == set(texts.of("en").assignments)


def test_a_complainant_has_words_for_every_refusal() -> None:
    """Every action is tried in every state, with and without what it needs."""
    full = complaint(comments=20, rating=3, reopen_within=None, surveyed_at=NOON)
    merged, unanswered = complaint(duplicate_of="c-2"), complaint(closed_unanswered=True)
    inputs: list[dict[str, Any]] = [{}, {"stars": 4}, {"reason": "no_such_reason"}, {"texts": frozenset({"text"})}]
    inputs += [{"scores": {}}, {"scores": dict.fromkeys(SURVEY_ELEMENTS, 5)}]
    found = {"action_unknown"}
    for action, state in product(ACTIONS.values(), State):
        for given in inputs:
            step = Step(action, THE_COMPLAINANT, **given)
            for before in (full, merged, unanswered, complaint(answered_at=NOON)):
                outcome = act(replace(before, state=state), step, NOON, UNITS)
                if isinstance(outcome, Refusal):
                    found.add(outcome.reason)
    known = set(texts.of("en").refusals)
    assert found <= known
    assert known - found <= {"reason_required"}, "nobody meets these"


@pytest.mark.parametrize(
    ("language", "day", "duration"),
    [("id", "Selasa, 24 November 2026", "5 hari kerja"), ("en", "Tuesday, 24 November 2026", "5 working days")],
)
def test_days_and_durations_are_written_as_people_do(language: str, day: str, duration: str) -> None:
    at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert date_in_words(at, language, ZoneInfo("Asia/Jakarta")) == day
    assert duration_in_words("P5D", language) == duration


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P1D", "1 working day"),
        ("PT7H30M", "7 working hours 30 minutes"),
        ("P1DT1H", "1 working day 1 working hour"),
        ("PT6S", "6 seconds"),
        ("PT90S", "1 minute 30 seconds"),
        ("PT0.5S", "0 seconds"),
    ],
)
def test_a_duration_has_words_for_each_of_its_parts(duration: str, words: str) -> None:
    assert duration_in_words(duration, "en") == words


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
