"""What all pages share: paths that stay inside, forms that prove when they were given, words alike in all languages."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import ConfigurationError
from services.complaints.pages.assets import address, content
from services.complaints.pages.forms import VISIT_LASTS, new_visit, visit_of
from services.complaints.pages.routes import inside
from services.complaints.sessions import PageKey
from services.complaints.texts import pages

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


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_languages_have_the_same_words(language: str) -> None:
    assert list(pages.differences(language)) == []


def test_every_part_has_words_and_a_word_that_there_is_not_is_told() -> None:
    assert "frame" in pages.PARTS
    with pytest.raises(AttributeError, match=r"en/frame\.yaml: there is no 'nothing'"):
        _ = pages.of("en", "frame").nothing


def test_the_address_of_a_file_changes_with_its_content() -> None:
    assert address("style.css").startswith("/assets/")
    assert b"prefers-color-scheme: dark" in content("style.css")
    with pytest.raises(KeyError):
        address("nothing.css")


@pytest.mark.parametrize("name", ["items", "keys", "values", "get"])
def test_a_word_whose_name_means_something_else_after_a_dot_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"file.yaml: menu: {name} is a name of Python's"):
        pages.Words({"menu": {"title": "Menu", name: "Isi"}}, "file.yaml")
