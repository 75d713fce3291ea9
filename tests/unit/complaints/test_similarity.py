"""What may be about the same thing is found, and nothing else."""

import math
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Point, RoutingInput
from services.complaints.domain.similarity import (
    CELL_M,
    MAX_SIMILAR,
    Candidate,
    Likeness,
    cells_around,
    cells_of,
    compared,
    distance_m,
    normalised,
    similar,
)
from tests.unit.complaints.examples import NOON

LIKENESS = Likeness(radius_m=150, days=30, min_ratio=70)
HERE = Point(latitude=-7.25, longitude=112.75)
VILLAGE = "99.71.01.1001"
TEXT = "Got depan pasar mampet, air meluap ke jalan"


def _about(point: Point | None = HERE, area: str | None = VILLAGE, category: str | None = "banjir") -> RoutingInput:
    return RoutingInput(channel="demo", filed_at=NOON, category=category, area=area, point=point)


def _candidate(**more: Any) -> Candidate:
    given: dict[str, Any] = {
        "id": "c-1",
        "filed_at": NOON,
        "text": compared("got mampet depan pasar"),
        "point": HERE,
        "area": VILLAGE,
    }
    return Candidate(**given | more)


def _north(metres: float) -> Point:
    return Point(latitude=HERE.latitude + metres / 111_195, longitude=HERE.longitude)


@pytest.mark.parametrize(
    ("candidate", "is_found"),
    [
        (_candidate(), True),
        (_candidate(point=_north(140)), True),
        (_candidate(point=_north(160)), False),
        (_candidate(point=_north(160), area=None), False),
        (_candidate(point=None), True),
        (_candidate(point=None, area="99.71.01.1002"), False),
        (_candidate(point=None, area=None), False),
        (_candidate(text=compared("lampu jalan mati")), False),
        (_candidate(filed_at=NOON - timedelta(days=30)), True),
        (_candidate(filed_at=NOON - timedelta(days=31)), False),
        (_candidate(id="own"), False),
    ],
)
def test_place_time_and_words_have_to_agree(candidate: Candidate, is_found: bool) -> None:
    found = similar(_about(), TEXT, [candidate], LIKENESS, leave_out="own")
    assert [each.candidate for each in found] == [candidate] * is_found


def test_it_says_how_far_and_how_much_alike() -> None:
    [near, without_point] = similar(
        _about(),
        TEXT,
        [_candidate(id="b", point=None, text=compared("got pasar mampet lagi")), _candidate(id="a", point=_north(40))],
        LIKENESS,
    )
    assert (near.candidate.id, near.distance_m, near.ratio) == ("a", 40, 100)
    assert (without_point.candidate.id, without_point.distance_m) == ("b", None)
    assert 70 <= without_point.ratio < 100


def test_the_most_similar_are_told_once_each_and_not_too_many() -> None:
    many = [_candidate(id=f"c-{n}", point=_north(10 * n)) for n in range(10)]
    found = similar(_about(), TEXT, [*many, *many], LIKENESS)
    assert [each.candidate.id for each in found] == [f"c-{n}" for n in range(MAX_SIMILAR)]


def test_a_category_is_needed() -> None:
    assert cells_of(_about(category=None)) == cells_around(_about(category=None), 150) == ()


def test_a_district_is_too_wide_to_be_a_place() -> None:
    assert cells_of(_about(point=None, area="99.71.01")) == ()


@given(
    latitude=st.floats(-80, 80),
    longitude=st.floats(-179, 179),
    radius=st.floats(10, CELL_M),
    angle=st.floats(0, 6.28),
    share=st.floats(0, 0.999),
)
def test_whatever_lies_within_the_radius_is_looked_for_in_few_cells(
    latitude: float, longitude: float, radius: float, angle: float, share: float
) -> None:
    away = radius * share / 111_195
    other = Point(
        latitude=latitude + away * math.sin(angle),
        longitude=longitude + away * math.cos(angle) / math.cos(math.radians(latitude)),
    )
    here = Point(latitude=latitude, longitude=longitude)
    looked_at = cells_around(_about(here, None), radius)
    if distance_m(here, other) <= radius * 0.9999:
        assert set(cells_of(_about(other, None))) <= set(looked_at)
    assert len(looked_at) <= 12


def test_words_are_compared_without_case_and_punctuation() -> None:
    assert normalised("  GOT, mampet!!\n(depan_pasar) ") == "got mampet depan pasar"
