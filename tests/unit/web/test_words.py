"""Words of pages: those of a service and those that all pages share, alike in all languages."""

from pathlib import Path

import pytest

from contracts.errors import ConfigurationError
from web.words import PageWords, Words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The words of a service that speaks two languages."""
    for language, text in (("en", "title: 'Hello, {name}'\n"), ("id", "title: 'Halo, {name}'\n")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "greeting.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_service_has_its_own_words_and_those_of_every_page(folder: Path) -> None:
    words = PageWords(folder)
    assert words.parts == ("dates", "frame", "greeting")
    assert words.of("id", "greeting").title == "Halo, {name}"
    assert words.of("id", "frame").sign_out == "Keluar"
    assert [*words.differences("id"), *words.differences("en")] == []


def test_words_that_one_language_lacks_or_fills_in_otherwise_are_named(folder: Path) -> None:
    (folder / "id" / "greeting.yaml").write_text("title: 'Halo, {nama}'\nintro: Selamat datang\n", encoding="utf-8")
    assert list(PageWords(folder).differences("id")) == [
        "id/greeting.yaml: intro is in one language only",
        "id/greeting.yaml: title has other names in braces than in en",
    ]


def test_a_word_that_there_is_not_is_told(folder: Path) -> None:
    with pytest.raises(AttributeError, match=r"en/frame\.yaml: there is no 'nothing'"):
        _ = PageWords(folder).of("en", "frame").nothing
    with pytest.raises(ConfigurationError, match=r"nothing\.yaml: the words of the pages cannot be read"):
        PageWords(folder).of("en", "nothing")


@pytest.mark.parametrize("name", ["items", "keys", "values", "get"])
def test_a_word_whose_name_means_something_else_after_a_dot_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"file.yaml: menu: {name} is a name of Python's"):
        Words({"menu": {"title": "Menu", name: "Isi"}}, "file.yaml")
