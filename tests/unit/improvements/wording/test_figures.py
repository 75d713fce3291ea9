"""Figures are said as people read them: the share late as the share in time, and a change with its sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.wording.figures import FigureWording
from tests.unit.improvements.actions import CITY

LATE, DAYS, STARS = Key(Measure.LATE_SHARE, "respond_by"), Key(Measure.ANSWER_DAYS), Key(Measure.RATING)
PAGE, FILE = FigureWording.of("en", CITY), FigureWording.of("en", CITY, is_turned=False)


def test_a_promise_is_called_by_what_the_city_calls_its_clock() -> None:
    assert (PAGE.measure(LATE), FILE.measure(LATE)) == ("In time: first response", "Answered late: first response")
    assert FigureWording.of("id", CITY).measure(LATE) == "Tepat waktu: tindak lanjut pertama"
    assert PAGE.measure(Key(Measure.LATE_SHARE, "old_clock")) == "In time: old clock"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (LATE, 0.08, "92%"),
        (DAYS, 2.0, "2 working days"),
        (STARS, 4.25, "4.2 stars"),
        (Key(Measure.REOPENED_SHARE), 0.05, "5%"),
    ],
)
def test_a_value_has_its_unit(key: Key, value: float, said: str) -> None:
    assert PAGE.value(key, value) == said


def test_beside_what_is_expected_days_are_a_share() -> None:
    assert (PAGE.compared(DAYS, 0.4), PAGE.compared(STARS, 4.1), PAGE.compared(LATE, 0.4)) == (
        "40%",
        "4.1 stars",
        "60%",
    )


def test_a_change_has_a_sign_of_what_is_said() -> None:
    assert (PAGE.change(LATE, 0.2), FILE.change(LATE, 0.2)) == ("\u221220 percentage points", "+20 percentage points")
    assert (PAGE.change(STARS, -0.3), PAGE.change(STARS, 0.0)) == ("\u22120.3 stars", "0 stars")


@pytest.mark.parametrize(("name", "said"), [("2026-1", "Quarter 1 of 2026"), ("2026", "2026"), ("spring", "spring")])
def test_a_period_is_said_by_its_name(name: str, said: str) -> None:
    assert PAGE.period(name) == said


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([LATE, DAYS, STARS]))
def test_the_lower_end_of_an_interval_comes_first_however_it_is_turned(one: float, other: float, key: Key) -> None:
    low, high = PAGE.ends(key, min(one, other), max(one, other))
    assert low <= high
