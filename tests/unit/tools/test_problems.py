"""The pages about kinds of problems are complete, in every language, and those for integrators say the same."""

import pytest

from services.complaints.api.problem_examples import OF_KIND
from services.complaints.api.problems import KINDS
from services.complaints.texts import problems
from services.notify.api.problems import KINDS as KINDS_OF_NOTIFY
from tools.problems import FOLDER, documents

LANGUAGES = sorted(path.stem for path in problems.FOLDER.glob("*.yaml"))


def test_every_kind_has_an_example_of_its_own() -> None:
    assert set(OF_KIND) == set(KINDS)
    assert {kind: example["type"] for kind, example in OF_KIND.items()} == {kind: f"/problems/{kind}" for kind in KINDS}


def test_what_notify_refuses_has_a_page_too() -> None:
    assert set(KINDS_OF_NOTIFY) - set(OF_KIND) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_in_every_language(language: str) -> None:
    known = problems.of(language).kinds
    assert set(known) == set(KINDS)
    assert {"id", "en"} <= set(LANGUAGES)


def test_the_title_of_a_page_is_that_of_its_refusals() -> None:
    assert {kind: words.title for kind, words in problems.of("en").kinds.items()} == {
        kind: title for kind, (_, title) in KINDS.items()
    }


def test_the_pages_for_integrators_are_up_to_date() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert kept == documents(), "run `make problems`"
