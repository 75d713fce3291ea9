"""A figure in sentences: its interval, what was to be expected, the best estimate, and how it was before."""

import re

import pytest

from services.improvements.domain.performance.figures import Alone, Figure
from services.improvements.domain.performance.lists import Entry, Why
from services.improvements.domain.performance.measures import Key, Measure
from services.improvements.domain.performance.periods import quarter
from services.improvements.domain.performance.trends import Trend
from services.improvements.pages.figures.figure_view import Saying, direction, entry_said, figure_view, seen_between
from services.improvements.texts import WORDS
from services.improvements.wording.figures import FigureWording
from tests.unit.improvements.actions import CITY

LATE = Key(Measure.LATE_SHARE, "respond_by")
SAYING = Saying(FigureWording.of("en", CITY), WORDS.of("en", "units"), WORDS.of("en", "satisfaction"))
FIGURE = Figure(LATE, 120, 0.08, 0.04, 0.15, 110, 0.1, 0.2, 0.5, 0.25, 0.75, 0.12)


def test_a_share_late_is_said_as_the_share_in_time() -> None:
    shown = figure_view(FIGURE, None, (), "", SAYING)
    assert (shown.measure, shown.value, shown.expected) == ("In time: first response", "92%", "expected 80%")
    assert shown.details == (
        "92%; between 85% and 96% in 95 of 100 times, from 120 complaints.",
        "Of 110 comparable complaints: seen 90%, between 85% and 95% is likely; expected 80%. Best estimate: 88%.",
    )
    places = [float(each) for each in re.findall(r'(?: x|cx)="([\d.]+)"', shown.strip)]
    assert len(places) == 3 and places[1] < places[0] < places[2], "expected left of the bar, the dot within it"


def test_days_are_compared_by_the_share_that_took_longer_than_usual() -> None:
    days = Figure(Key(Measure.ANSWER_DAYS), 60, 4.0, 3.0, 6.0, 60, 0.4, 0.5, 0.8, 0.6, 1.0, 0.45)
    shown = figure_view(days, None, (), "", SAYING)
    assert shown.value == "4 working days"
    assert shown.expected == "40% took longer than is usual for their kind, expected 50%"
    assert "between 30% and 50% is likely" in shown.details[1]


@pytest.mark.parametrize("alone", list(Alone))
def test_a_figure_that_is_compared_with_nothing_says_why(alone: Alone) -> None:
    shown = figure_view(Figure(LATE, 9, 0.1, 0.0, 0.4, alone=alone), None, (), "", SAYING)
    assert (shown.expected, shown.strip) == ("not compared", "")
    assert shown.details[1].startswith("Not compared: ")


def test_what_nothing_was_expected_of_has_no_interval() -> None:
    none = Figure(Key(Measure.REOPENED_SHARE), 60, 0.1, 0.0, 0.2, 60, 0.1, 0.0, shrunk=0.02)
    shown = figure_view(none, None, (), "", SAYING)
    assert shown.details[1] == "Of 60 comparable complaints: seen 10%; expected 0%. Best estimate: 2%."
    assert seen_between(none) == (0.1, 0.1)


def test_stars_differ_and_stay_between_one_and_five() -> None:
    stars = Figure(Key(Measure.RATING), 8, 4.9, 4.5, 5.0, 8, 4.9, 4.0, 0.9, 0.2, 1.6, 4.3)
    assert seen_between(stars) == (4.2, 5.0)


@pytest.mark.parametrize(
    ("key", "low", "high", "said"),
    [
        (LATE, -0.3, -0.1, "better"),
        (LATE, 0.1, 0.3, "worse"),
        (LATE, -0.1, 0.3, "same"),
        (LATE, 0.0, 0.3, "same"),
        (Key(Measure.RATING), 0.1, 0.3, "better"),
        (Key(Measure.RATING), -0.3, -0.1, "worse"),
    ],
)
def test_it_is_better_or_worse_only_where_the_whole_interval_says_so(
    key: Key, low: float, high: float, said: str
) -> None:
    trend = Trend("dinas-pu", key, quarter(2025, 4), 0.3, 0.1, (low + high) / 2, low, high, 1.0)
    assert direction(trend) == said


def test_an_entry_of_a_list_has_the_numbers_that_say_so() -> None:
    level = Entry("dinas-pu", Why.BETTER_THAN_EXPECTED, LATE, 60, 0.05, 0.2, -4.0)
    assert entry_said(level, SAYING) == "In time: first response: 95%, where 80% was to be expected (60 complaints)."
    moved = Entry("dinas-pu", Why.IMPROVED, LATE, 60, -0.15, 0.0, -4.0)
    expected = "In time: first response: better than in the period before (+15 percentage points; 60 complaints)."
    assert entry_said(moved, SAYING) == expected
