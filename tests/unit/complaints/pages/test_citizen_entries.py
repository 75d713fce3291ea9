"""What citizens enter is read as it was meant, and what addresses say is read with care."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.complaints.city import City, load_city
from services.complaints.domain.free_text import MAX_TEXT
from services.complaints.pages.citizen import photos
from services.complaints.pages.citizen.file.entered import Entered
from services.complaints.pages.citizen.file.view import area_groups
from services.complaints.pages.citizen.photos import LeftOut
from services.complaints.texts.pages import of as words_of
from web.visits import Visit

EN = words_of("en", "file")


@cache
def city() -> City:
    return load_city(Path("config/demo"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_point_is_a_place_on_earth_or_an_error(latitude: str, longitude: str) -> None:
    entered = Entered(text="a", latitude=latitude, longitude=longitude)
    is_told = "latitude" in entered.errors(city(), EN)
    if entered.point is not None:
        assert abs(entered.point.latitude) <= 90 and abs(entered.point.longitude) <= 180 and not is_told
    else:
        assert is_told == bool(latitude or longitude)


@given(st.text(max_size=MAX_TEXT + 20), st.text(max_size=220))
def test_what_has_no_errors_can_be_filed(text: str, place: str) -> None:
    entered = Entered(text=text.strip(), place=place.strip())
    if not entered.errors(city(), EN):
        request = entered.request(Visit("t", "n"), "en", EN, None)
        assert 0 < len(request.text) <= MAX_TEXT
        assert not entered.place or request.text.endswith(f"Location: {entered.place}")


def test_what_was_searched_for_begins_the_text_but_replaces_none() -> None:
    assert Entered(words="got mampet").choosing("banjir", city()).text == "got mampet"
    assert Entered(words="got mampet", text="Air meluap").choosing("banjir", city()).text == "Air meluap"
    assert Entered(category="banjir").choosing("-", city()).category == ""


def test_every_area_can_be_chosen_once() -> None:
    groups, alone = area_groups(city(), "en", EN)
    offered = [code for group in groups for code, _ in group.options] + [code for code, _ in alone]
    assert sorted(offered) == sorted(city().areas)
    assert groups[0].options[0] == ("99.71.01", "Pasarlembayung District, somewhere in it")


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["2.infected"], (LeftOut(2, "infected"),)),
        (["2.<b>", "x.infected", "2", "123.infected", ""], ()),
        ([f"{n}.infected" for n in range(1, 9)], tuple(LeftOut(n, "infected") for n in range(1, 6))),
    ],
)
def test_of_an_address_only_what_is_understood_is_told(values: list[str], found: tuple[LeftOut, ...]) -> None:
    assert photos.left_out_in(values) == found


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_photo_that_is_left_out_is_told_and_codes_of_anything_else_are_not(language: str) -> None:
    words = words_of(language, "follow")
    codes = ("unknown_kind", "unreadable_file", "too_many_pixels", "infected", "file_too_large", "too_many_attachments",
             "complaint_is_over", "wrong_actor", "unavailable")  # fmt: skip
    told = photos.in_words([LeftOut(1, code) for code in codes], language, words)
    assert len(told) == len(codes) and not any("{" in each for each in told)
    assert len(photos.in_words([LeftOut(1, "infected"), LeftOut(3, "infected")], language, words)) == 1
    assert photos.in_words([LeftOut(1, "no_such"), LeftOut(1, "greater_than_equal")], language, words) == []
