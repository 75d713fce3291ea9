"""Free text of people: what is refused, and that the schema says the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.complaints.domain.free_text import MAX_TEXT, PRINTABLE, proper_key, proper_text


def _is_accepted(text: str) -> bool:
    try:
        proper_text(text)
    except ValueError:
        return False
    return True


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text(" \t\n\x00\x1f\x7f\x85a", max_size=4))
def test_the_schema_and_the_check_agree(text: str) -> None:
    assert bool(re.search(PRINTABLE, text)) == _is_accepted(text)


def test_a_text_is_trimmed_and_may_have_lines_and_tabs() -> None:
    assert proper_text("  satu\n\tdua  ") == "satu\n\tdua"


@pytest.mark.parametrize("wrong", ["", " \n", "a\x00", "\ud800", "x" * (MAX_TEXT + 1)])
def test_a_wrong_text_is_refused_with_reason_and_remedy(wrong: str) -> None:
    with pytest.raises(ValueError, match="; "):
        proper_text(wrong)


@pytest.mark.parametrize("wrong", ["", " ", "a\x00"])
def test_a_wrong_key_is_refused_with_reason_and_remedy(wrong: str) -> None:
    assert proper_key(" A 1 ") == " A 1 "
    with pytest.raises(ValueError, match="; "):
        proper_key(wrong)
