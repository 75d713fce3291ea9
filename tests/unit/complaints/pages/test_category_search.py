"""Whoever says in their own words what is wrong finds the category for it, in whichever city."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.complaints.city import City, load_city
from services.complaints.pages.citizen.file.pictures import picture_of
from services.complaints.pages.citizen.file.search import MAX_BEST, CategorySearch

CITIES = ("demo", "indonesia")


@cache
def city(name: str) -> City:
    """One of the cities that ship."""
    return load_city(Path("config") / name)


def best(typed: str, name: str = "demo") -> tuple[str, ...]:
    return CategorySearch(city(name).categories.values(), city(name).words).best(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("lampu jalan mati", "lampu-jalan"),
        ("street light is out", "lampu-jalan"),
        ("PJU peteng!", "lampu-jalan"),
        ("jalan berlobang depan pasar", "jalan-rusak"),
        ("got mampet bau", "saluran-mampet"),
        ("banjr di kampung", "banjir"),
        ("garbage not collected", "sampah"),
        ("sampah numpuk ga diangkut", "sampah"),
        ("ktp belum jadi", "kependudukan"),
        ("air pdam keruh", "air-minum"),
        ("tetangga berisik", "ketertiban"),
    ],
)
def test_the_right_one_stands_first(typed: str, code: str) -> None:
    assert best(typed)[0] == code


def test_the_words_of_another_city_find_its_own_categories() -> None:
    assert best("lampu jalan mati", "indonesia")[0] == "penerangan-jalan"
    assert best("uang pelicin", "indonesia")[0] == "pungutan-liar"


@pytest.mark.parametrize("typed", ["", "  ", "qwertz asdf", "!?", "🙂"])
def test_what_fits_nothing_finds_nothing(typed: str) -> None:
    assert best(typed) == ()


@given(st.text(max_size=300), st.sampled_from(CITIES))
def test_whatever_is_typed_a_few_that_there_are_are_found_and_always_the_same(typed: str, name: str) -> None:
    found = best(typed, name)
    assert len(found) == len(set(found)) <= MAX_BEST
    assert set(found) <= set(city(name).categories)
    assert found == best(typed, name)


@pytest.mark.parametrize("name", CITIES)
def test_the_own_name_of_a_category_finds_it(name: str) -> None:
    for each in city(name).categories.values():
        for said in each.name.root.values():
            assert each.code in best(said, name), said


def test_a_category_has_a_picture_by_its_words_or_its_initial() -> None:
    road = city("demo").categories["jalan-rusak"]
    assert picture_of(road, "id").path is not None
    unknown = road.model_copy(
        update={"code": "xyz", "name": type(road.name).model_validate({"id": "Keris", "en": "Art"})}
    )
    assert (picture_of(unknown, "id").path, picture_of(unknown, "id").initial) == (None, "K")
    assert picture_of(unknown, "en").initial == "A"
