"""The words and files of complaints' pages."""

import pytest

from services.complaints.pages.assets import address, content
from services.complaints.texts import pages


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_languages_have_the_same_words(language: str) -> None:
    assert list(pages.differences(language)) == []


def test_the_style_sheet_is_one_of_what_all_pages_share_and_of_each_part() -> None:
    assert address("style.css").startswith("/assets/")
    style = content("style.css")
    assert style.index(b"prefers-color-scheme: dark") < style.index(b".topics") < style.index(b".triage-card")
    assert content("leaflet.js")
