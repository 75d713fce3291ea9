"""Words of a private language stay out: operators search for what other systems call a thing."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import texts

RETIRED = {
    "facts?": "event; variables, for what a template may use",
    "stated": "emitted",
    "telling": "step, emit",
    "notice board": "projection",
    "(?:front )?door": "intake API",
    "(?:clock|sorting|post) room": "SLA, routing, notify",
    "(?<!triage )(?<!event )desks?": "unit, office; only the triage desk and the event desk are terms of ours",
    "(?:is|are|was|were|been) away": "unavailable",
    r"(?<!ast\.)walk(?:s|ed|ing)?": "flow",
    "rungs?": "step",
    "patience|patient|hasty": "timeout",
    "tireless": "around the clock",
    "graves?": "dead letters",
    "canary|canaries": "planted marker",
    "furnish(?:es|ed|ing)?": "prepare",
    "surprises?": "mismatches",
    "announcers?": "outbox relay",
}
"""What is no longer said, as patterns of whole words, and what is said instead."""

FIELD_OF_0_1 = "the name of a field that version 0.1 wrote"
ALLOWED = {
    ("services/sla/state_0_1.py", "stated"): FIELD_OF_0_1,
    ("tests/unit/sla/test_state.py", "stated"): FIELD_OF_0_1,
    ("services/complaints/store/from_0_1.py", "facts"): FIELD_OF_0_1,
    ("services/notify/store/from_0_1.py", "facts"): FIELD_OF_0_1,
    ("tests/unit/complaints/test_from_0_1.py", "facts"): FIELD_OF_0_1,
    ("tests/unit/notify/test_from_0_1.py", "facts"): FIELD_OF_0_1,
    ("tests/component/complaints/test_update_from_0_1.py", "facts"): FIELD_OF_0_1,
    ("tests/component/sla/test_update_from_0_1.py", "facts"): FIELD_OF_0_1,
}
"""Where a word has an honest other meaning: file and word, with the reason."""

FILES = ("*.py", "*.yaml", "*.md", "Makefile")
ITSELF = "tests/architecture/test_words.py"

_PATTERNS = {
    re.compile(rf"(?<![a-z])(?:{words.replace(' ', '[ _-]')})(?![a-z])", re.IGNORECASE): instead
    for words, instead in RETIRED.items()
}


def test_retired_words_are_not_used() -> None:
    used = {
        (str(path), word): f"{path}:{number}: {word}; say: {instead}"
        for path, text in texts()
        if any(path.match(pattern) for pattern in FILES) and str(path) != ITSELF
        for number, line in enumerate(text.splitlines(), 1)
        for word, instead in _retired(line)
    }
    assert [found for place, found in used.items() if place not in ALLOWED] == []
    assert [place for place in ALLOWED if place not in used] == [], "no longer needs to be an exception"


@pytest.mark.parametrize(
    "line", ["a Fact", "kept_facts", "the store is away", "_is_away", "FRONT-DOOR", "walks", "a desk"]
)
def test_a_retired_word_would_be_found(line: str) -> None:
    assert len(list(_retired(line))) == 1


@pytest.mark.parametrize(
    "line", ["factory", "ast.walk(tree)", "the triage desk", "_triage_desk", "days away", "states"]
)
def test_words_that_only_look_alike_are_left_alone(line: str) -> None:
    assert list(_retired(line)) == []


def _retired(line: str) -> Iterator[tuple[str, str]]:
    """The retired words in a line, as they would be said in lower case, and what to say instead."""
    for pattern, instead in _PATTERNS.items():
        for match in pattern.finditer(line):
            yield match.group().lower(), instead
