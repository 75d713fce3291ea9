"""The words of improvements' pages: alike in all languages, and there for whatever the service can say."""

import re
from pathlib import Path

import pytest

import services.improvements
from city.loading import load
from deploy.local.environment import DEMO_CITY
from services.improvements.city import ImprovementsFiles, languages_have_words
from services.improvements.domain.actions import ACTIONS
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.effect.result import Compared, Reason, Verdict
from services.improvements.domain.improvement import State
from services.improvements.domain.patterns import Baseline, PatternKind
from services.improvements.pages.site import ASSETS
from services.improvements.texts import WORDS

_FOLDER = Path(services.improvements.__file__).parent


_ASKED_BY_PAGES = (
    *("application/figures", "application/improve", "application/search", "domain/findings", "domain/lifecycle"),
    *("domain/learning/assigning", "domain/limits", "domain/unit_notes"),
)
"""Modules that judge what the pages send. Forms of surveys are sent to the API only."""


def _refusals_of_the_pages() -> set[str]:
    texts = [(_FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in _ASKED_BY_PAGES]
    return {code for text in texts for code in re.findall(r"Refusal\(\s*\"(\w+)\"", text)}


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_languages_have_the_same_words(language: str) -> None:
    assert list(WORDS.differences(language)) == []


def test_a_language_of_the_city_in_which_there_are_no_pages_is_a_fault_of_its_file() -> None:
    city = load(DEMO_CITY, ImprovementsFiles).city
    assert list(languages_have_words(city)) == []
    (fault,) = languages_have_words(city.model_copy(update={"languages": ("id", "jv")}))
    assert fault.at == ("languages", 1) and "jv" in fault.reason


def test_every_refusal_of_the_proposals_and_steps_has_words() -> None:
    assert len(_refusals_of_the_pages()) > 20
    assert _refusals_of_the_pages() - set(WORDS.of("en", "refusals")) == set()


def test_whatever_is_found_or_judged_has_words() -> None:
    words, findings = WORDS.of("en", "improvements"), WORDS.of("en", "findings")
    assert set(words.state) == set(State)
    assert set(words.measures) == set(words.effect.measured) == set(words.effect.axis) == set(Measure)
    assert set(words.effect.verdict) == set(Verdict)
    assert set(words.effect.reasons) == set(Reason)
    assert set(words.effect.compared) == set(Compared)
    assert set(findings.sentence) == set(findings.axis) == set(PatternKind)
    assert set(findings.compared) == set(Baseline)
    assert set(words.actions) == set(ACTIONS)
    assert set(words.reasons) == {reason for action in ACTIONS.values() for reason in action.reasons}


def test_the_style_sheet_has_the_shared_look_and_the_size_of_the_charts() -> None:
    style = ASSETS.content("style.css")
    assert style.index(b"prefers-color-scheme: dark") < style.index(b"svg.chart text { font-size: 16px")
    assert ASSETS.content("chart.css").startswith(b"/*")
    assert ASSETS.address("chart.css").startswith("/improvements/assets/")
