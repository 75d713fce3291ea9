"""The board: what a page says about answers, without any of them asked."""

from datetime import UTC, datetime

import pytest

from tools.dashboards.panels import Dashboard, Panel, Row, Unit, bars, lines, number, table
from tools.observe.board import page
from tools.observe.questions import Answer, Series, named
from tools.observe.words import Standing, shown, standing

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
LATE = number("Late", "How many are late.", Unit.COUNT, "late", "BreachSurge", warn=1, bad=10)
AGES = lines("Ages", "How old.", Unit.SECONDS, {"{{stage}}": "age"}, "EventAgeHigh", bad=60)
OPEN = bars("Open", "How many.", Unit.COUNT, {"{{unit}}": "open"}, "BreachSurge")
ROWS = table("Rows", "Which.", Unit.COUNT, {"{{unit}}": "rows"}, "BreachSurge", empty_because="nothing is open")


def shown_page(*answers: Answer) -> str:
    dashboard = Dashboard("u", "t", "Is anyone waiting?", (Row("Now", tuple(each.panel for each in answers)),))
    return page(dashboard, answers, NOW)


def value(panel: Panel, *values: float, name: str = "roads") -> Answer:
    times = range(len(values))
    return Answer(panel, (Series(name, tuple((float(t), v) for t, v in zip(times, values, strict=True))),))


@pytest.mark.parametrize(("late", "title"), [(0, "All is well"), (1, "Keep an eye on it"), (10, "Act now")])
def test_the_title_says_the_worst_there_is(late: float, title: str) -> None:
    written = shown_page(value(LATE, late), value(AGES, 1, 2))
    assert f"<title>{title} - Tanggap</title>" in written
    assert title in written.partition("<main>")[2]


def test_what_cannot_be_asked_is_said_and_is_not_well() -> None:
    written = shown_page(Answer(LATE, fault="ConnectError: refused"))
    assert "Not known: ConnectError: refused" in written
    assert "<title>Not known - Tanggap</title>" in written


def test_nothing_is_well_only_where_it_may_be() -> None:
    assert "Nothing is open." in shown_page(Answer(ROWS))
    assert "<title>Not known - Tanggap</title>" in shown_page(Answer(LATE))


def test_pictures_have_their_values_in_words_too() -> None:
    written = shown_page(value(AGES, 1, 90), value(OPEN, 7), value(ROWS, 3))
    assert "roads: 90.0 s" in written
    assert '<polyline class="limit"' in written
    assert ">7</text>" in written
    assert "<td>roads</td><td>3</td>" in written


def test_a_name_cannot_become_a_tag_and_the_page_has_no_script() -> None:
    written = shown_page(value(AGES, 1, name="<script>"), value(OPEN, 1, name="<img src=x>"))
    assert "<script" not in written
    assert "<img" not in written


def test_series_that_stand_still_and_are_zero_can_be_drawn() -> None:
    assert shown_page(value(AGES, 0), value(OPEN, 0)).count("<svg") == 2


@pytest.mark.parametrize(
    ("number_", "unit", "words"),
    [
        (0.0123, Unit.SECONDS, "12 ms"),
        (59.94, Unit.SECONDS, "59.9 s"),
        (150, Unit.SECONDS, "2 min"),
        (90_000, Unit.SECONDS, "25 h"),
        (9 * 86_400, Unit.SECONDS, "9 d"),
        (0.99951, Unit.SHARE, "99.95%"),
        (123_456, Unit.COUNT, "123,456"),
        (0.5, Unit.COUNT, "0.5"),
        (50 * 2**20, Unit.BYTES, "50 MiB"),
        (1.234, Unit.PER_SECOND, "1.23/s"),
    ],
)
def test_values_are_read_with_their_units(number_: float, unit: Unit, words: str) -> None:
    assert shown(number_, unit) == words


def test_low_values_can_be_the_bad_ones() -> None:
    kept = number("Kept", "A share.", Unit.SHARE, "x", "Watchdog", warn=0.99, bad=0.9, low_is_bad=True)
    assert [standing(each, kept) for each in (1, 0.95, 0.5)] == [Standing.WELL, Standing.WATCH, Standing.ACT]


def test_a_series_is_named_by_its_labels() -> None:
    assert named("{{unit}} {{state}}", {"unit": "roads", "state": "filed"}) == "roads filed"
    assert named("p95", {}) == "p95"
