"""What says the same is known as that, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.values import Mode, Point, RoutingInput
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.sameness import is_recent, same_of
from tests.unit.complaints.examples import NOON

TEXT = "Got depan Straße 5 mampet"
ABOUT = RoutingInput(
    channel="demo",
    filed_at=NOON,
    category="banjir",
    area="99.71.01.1001",
    point=Point(latitude=-7.25, longitude=112.75),
)


@pytest.mark.parametrize("text", ["got  depan straße 5 MAMPET", "\nGOT DEPAN STRASSE 5\tmampet "])
def test_upper_case_and_blanks_make_no_difference(text: str) -> None:
    later = ABOUT.model_copy(update={"filed_at": NOON + timedelta(minutes=1), "words": ("got",)})
    assert same_of(ABOUT, TEXT) == same_of(later, text)


@pytest.mark.parametrize("text", ["Got depan Straße 5 mampet!", "Got depan Straße 6 mampet", "x" * 4_000])
def test_other_words_do(text: str) -> None:
    assert same_of(ABOUT, TEXT) != same_of(ABOUT, text)


@pytest.mark.parametrize(
    "other",
    [
        {"channel": "other"},
        {"category": None},
        {"area": "99.71.01"},
        {"point": None},
        {"point": Point(latitude=112.75 / 2, longitude=-7.25)},
        {"policy": "khusus"},
        {"mode": Mode.SANDBOX},
        {"category": None, "area": "banjir"},
    ],
    ids=str,
)
def test_so_does_what_it_is_about_and_who_hands_it_in(other: dict[str, Any]) -> None:
    assert same_of(ABOUT, TEXT) != same_of(ABOUT.model_copy(update=other), TEXT)


def test_texts_are_told_apart_to_their_end() -> None:
    assert same_of(ABOUT, "x" * 3_999 + "y") != same_of(ABOUT, "x" * 3_999 + "z")


@pytest.mark.parametrize(("passed_s", "expected"), [(-5, True), (0, True), (599, True), (600, False)])
def test_it_is_meant_the_same_for_as_long_as_the_city_says(passed_s: int, expected: bool) -> None:
    complaint = Complaint("c-1", ABOUT, State.FILED, version=1, seq=1)
    assert is_recent(complaint, NOON + timedelta(seconds=passed_s), timedelta(minutes=10)) is expected
