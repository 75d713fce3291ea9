"""What people read of a city's names, also of those that it no longer has; and what a wrong value should have been."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

import pytest

from city.entry import Names
from city.files.leaders import LeadersFile
from city.files.policies import PoliciesFile
from city.loading import load
from city.whole import WholeCity
from contracts.registry import EVENTS
from contracts.values import expected_by
from services.complaints.api.schemas.requests import NewComplaint, OfficerStep
from services.complaints.domain.free_text import PRINTABLE
from tests.cities import CONFIG


@dataclass(frozen=True)
class TitleFiles:
    leaders: LeadersFile
    policies: PoliciesFile


DEMO = load(CONFIG / "demo", TitleFiles)


@pytest.mark.parametrize(
    ("role", "language", "title"),
    [
        ("mayor", "id", "wali kota"),
        ("city_secretary", "id", "sekretaris daerah"),
        ("mayor", "en", "mayor"),
        ("deputy_mayor", "id", "deputy mayor"),
    ],
)
def test_a_role_has_its_title_or_its_name_in_words(role: str, language: str, title: str) -> None:
    assert DEMO.leaders.role_title(role, language) == title


@pytest.mark.parametrize(
    ("clock", "language", "title", "asks"),
    [
        ("respond_by", "en", "first response", "begin to work on it or answer"),
        ("respond_by", "id", "tindak lanjut pertama", "memulai tindak lanjut atau menjawab"),
        ("inspect_by", "en", "inspect by", None),
    ],
)
def test_a_clock_has_its_title_or_its_name_in_words(clock: str, language: str, title: str, asks: str | None) -> None:
    assert DEMO.policies.clock_title(clock, language) == title
    assert DEMO.policies.clock_asks(clock, language) == asks


def test_a_reader_of_a_language_that_is_gone_gets_the_first_one() -> None:
    assert Names({"id": "Dinas", "en": "Agency"}).in_language("nl") == "Dinas"


def test_titles_do_not_travel() -> None:
    (rule, *_) = DEMO.policies.clock_rules(DEMO.policies.policies[0])
    assert (rule.name, rule.within, rule.warn_share) == ("acknowledge_by", "PT6S", 0.75)
    assert not {"title", "asks"} & rule.model_dump().keys()


def test_every_pattern_has_words_with_an_example() -> None:
    files = [get_type_hints(WholeCity)[field.name] for field in fields(WholeCity)]
    models = [*files, *EVENTS.values(), NewComplaint, OfficerStep]
    patterns = {pattern for model in models for pattern in _patterns(model.model_json_schema())}
    assert len(patterns) >= 4
    patterns.discard(PRINTABLE)  # a validator of its own says what is wrong with a text
    assert [pattern for pattern in patterns if "such as" not in expected_by(pattern)] == []


def test_another_pattern_is_not_shown_either() -> None:
    assert expected_by("^x{64}$") == "text of the form that its description gives"


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for part in schema.values():
            yield from _patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)
