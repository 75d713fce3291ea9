"""Paths that stay inside, and forms that prove when they were given."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.forms import VISIT_LASTS, new_visit, visit_of
from web.keys import PageKey
from web.routes import inside

KEY, OTHER = PageKey(b"k" * 32), PageKey(b"o" * 32)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        "/queue\\..\\x",
        "/queue\n//evil.example",
        "/\t/evil.example",
        " /queue",
        "///evil.example",
    ],
)
def test_a_path_that_leads_elsewhere_is_not_followed(path: str) -> None:
    assert inside(path) == "/"


@pytest.mark.parametrize("path", ["/", "/queue", "/queue?unit=dinas-pu&q=got%20pasar", "/complaints/a-1#steps"])
def test_a_path_of_this_site_is_followed(path: str) -> None:
    assert inside(path) == path


@given(st.text())
def test_whatever_is_followed_begins_with_one_slash(path: str) -> None:
    found = inside(path)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isprintable()


def test_a_form_says_for_how_long_it_was_open_and_which_it_is() -> None:
    token = new_visit(KEY, NOW, "n1")
    assert visit_of(token, KEY, NOW + timedelta(seconds=7)) == (timedelta(seconds=7), "n1")


@pytest.mark.parametrize("later", [VISIT_LASTS + timedelta(seconds=1), timedelta(seconds=-1)])
def test_a_form_that_was_open_for_too_long_or_is_of_tomorrow_is_none(later: timedelta) -> None:
    assert visit_of(new_visit(KEY, NOW, "n1"), KEY, NOW + later) is None


@given(st.text())
def test_a_form_that_nobody_gave_out_is_none(token: str) -> None:
    assert visit_of(token, KEY, NOW) is None


def test_a_form_of_another_city_is_none() -> None:
    assert visit_of(new_visit(OTHER, NOW, "n1"), KEY, NOW) is None
