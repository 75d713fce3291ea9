"""A deadline counts working time only, and exactly: held against a model that goes minute by minute."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from city.calendars import CalendarConfig, WorkingCalendar
from tests.unit.city.calendar_examples import (
    BERLIN,
    JAKARTA,
    MINUTES_A_WEEK,
    PLACES,
    milliseconds_of_a_month,
    minutes_of_a_week,
    places,
)
from tests.unit.city.calendar_model import MINUTE, Model

MINUTE_MS = 60_000
MILLISECOND = timedelta(milliseconds=1)

CALENDARS = {id(model): WorkingCalendar(model.config()) for model, _ in PLACES}
ALWAYS = WorkingCalendar(CalendarConfig(name="always", around_the_clock=True, working_day="PT24H"))

Place = tuple[Model, datetime]


def calendar_of(model: Model) -> WorkingCalendar:
    return CALENDARS[id(model)]


@pytest.mark.parametrize(("model", "near"), PLACES, ids=[f"{m.zone} {near:%Y-%m-%d}" for m, near in PLACES])
def test_every_minute_of_a_difficult_week_is_counted_once(model: Model, near: datetime) -> None:
    calendar, worked = calendar_of(model), 0
    for instant in (near + n * MINUTE for n in range(MINUTES_A_WEEK)):
        assert calendar.between(near, instant) == worked * MINUTE_MS
        if model.is_working(instant):
            worked += 1
            assert calendar.add(near, worked * MINUTE_MS) == instant + MINUTE


@settings(max_examples=100, deadline=None)
@given(places(), minutes_of_a_week)
def test_between_counts_what_the_wall_clock_shows(place: Place, minutes: int) -> None:
    model, a = place
    b = a + timedelta(minutes=minutes)
    assert calendar_of(model).between(a, b) == model.minutes(a, b) * MINUTE_MS


@settings(max_examples=100, deadline=None)
@given(places(), st.integers(0, 1_500))
def test_add_reaches_the_minute_that_the_wall_clock_reaches(place: Place, minutes: int) -> None:
    model, start = place
    assert calendar_of(model).add(start, minutes * MINUTE_MS) == model.add(start, minutes)


@settings(max_examples=300, deadline=None)
@given(places(), milliseconds_of_a_month)
def test_between_takes_back_what_add_gave(place: Place, working_ms: int) -> None:
    model, start = place
    calendar = calendar_of(model)
    assert calendar.between(start, calendar.add(start, working_ms)) == working_ms


@settings(max_examples=300, deadline=None)
@given(places(), milliseconds_of_a_month)
def test_add_gives_the_first_instant_at_which_the_time_has_passed(place: Place, later_ms: int) -> None:
    model, a = place
    calendar = calendar_of(model)
    b = a + later_ms * MILLISECOND
    due = calendar.add(a, calendar.between(a, b))
    assert due <= b
    assert calendar.between(due, b) == 0


@settings(max_examples=300, deadline=None)
@given(places(), milliseconds_of_a_month, milliseconds_of_a_month)
def test_two_durations_in_a_row_are_one(place: Place, first_ms: int, second_ms: int) -> None:
    model, start = place
    calendar = calendar_of(model)
    assert calendar.add(calendar.add(start, first_ms), second_ms) == calendar.add(start, first_ms + second_ms)


@settings(max_examples=300, deadline=None)
@given(places(), milliseconds_of_a_month, milliseconds_of_a_month, milliseconds_of_a_month)
def test_a_later_start_or_a_longer_duration_is_never_due_earlier(
    place: Place, wait: int, short: int, more: int
) -> None:
    model, start = place
    calendar = calendar_of(model)
    due = calendar.add(start, short)
    assert due >= start
    assert calendar.add(start, short + more) >= due
    if short:  # zero gives the start itself, which may lie outside working time
        assert calendar.add(start + wait * MILLISECOND, short) >= due


@settings(max_examples=300, deadline=None)
@given(places(), milliseconds_of_a_month)
def test_the_millisecond_before_a_deadline_is_always_working_time(place: Place, working_ms: int) -> None:
    model, start = place
    due = calendar_of(model).add(start, working_ms + 1)
    last = due - MILLISECOND
    assert model.is_working(last.replace(second=0, microsecond=0))


@settings(max_examples=100, deadline=None)
@given(places(), milliseconds_of_a_month, milliseconds_of_a_month)
def test_around_the_clock_every_millisecond_counts(place: Place, working_ms: int, seconds: int) -> None:
    start = place[1] + timedelta(seconds=seconds)
    due = ALWAYS.add(start, working_ms)
    assert due == start + working_ms * MILLISECOND
    assert ALWAYS.between(start, due) == working_ms
    assert ALWAYS.explain(start, due) == []


@settings(max_examples=100, deadline=None)
@given(places(), milliseconds_of_a_month)
def test_the_explanation_names_every_day_off_on_the_way_and_no_other(place: Place, working_ms: int) -> None:
    model, start = place
    calendar = calendar_of(model)
    due = calendar.add(start, working_ms + 1)
    explained = [r.day for r in calendar.explain(start, due) if r.kind in ("holiday", "extra_holiday", "rest_day")]
    first, last = model.local_date(start), model.local_date(due - MILLISECOND)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert explained == [day for day in days if not model.hours_of(day)]


def test_zero_working_time_is_due_at_once_even_at_night() -> None:
    night = datetime(2026, 3, 15, 20, 0, 0, 123_456, tzinfo=UTC)
    assert calendar_of(JAKARTA).add(night, 0) == night


def test_between_is_zero_when_the_end_is_not_after_the_start() -> None:
    now = datetime(2026, 3, 16, 2, tzinfo=UTC)
    assert calendar_of(JAKARTA).between(now, now) == 0
    assert calendar_of(JAKARTA).between(now, now - timedelta(days=9)) == 0
    assert ALWAYS.between(now, now - timedelta(days=9)) == 0


def test_years_are_joined_without_a_seam() -> None:
    a, b = datetime(2021, 5, 5, tzinfo=UTC), datetime(2026, 5, 5, tzinfo=UTC)
    calendar = calendar_of(BERLIN)
    parts = [datetime(year, 1, 1, tzinfo=UTC) for year in range(2022, 2027)]
    stops = [a, *parts, b]
    whole = calendar.between(a, b)
    assert whole == sum(calendar.between(x, y) for x, y in pairwise(stops))
    assert calendar.between(a, calendar.add(a, whole)) == whole


@pytest.mark.parametrize("calendar", [calendar_of(JAKARTA), ALWAYS], ids=["office", "always"])
def test_instants_without_a_time_zone_are_refused(calendar: WorkingCalendar) -> None:
    aware, naive = datetime(2026, 3, 16, tzinfo=UTC), datetime(2026, 3, 16)  # noqa: DTZ001  the fault under test
    for ask in (
        lambda: calendar.add(naive, 1),
        lambda: calendar.add(naive, 0),
        lambda: calendar.between(aware, naive),
        lambda: calendar.between(naive, aware),
        lambda: calendar.explain(aware, naive),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


def test_answers_are_in_utc_whatever_the_zone_of_the_question() -> None:
    local = datetime(2026, 3, 16, 9, tzinfo=timezone(timedelta(hours=7)))
    for calendar in (calendar_of(JAKARTA), ALWAYS):
        for working_ms in (0, 1_000):
            due = calendar.add(local, working_ms)
            assert due.tzinfo is UTC
            assert due == local + working_ms * MILLISECOND


def test_negative_working_time_is_refused() -> None:
    for calendar in (calendar_of(JAKARTA), ALWAYS):
        with pytest.raises(ValueError, match="cannot be negative"):
            calendar.add(datetime(2026, 3, 16, tzinfo=UTC), -1)


def test_a_deadline_beyond_the_known_calendar_is_refused() -> None:
    start = datetime(2099, 3, 16, tzinfo=UTC)
    with pytest.raises(ValueError, match="goes from 1970 to 2100"):
        calendar_of(JAKARTA).add(start, 10**13)
    with pytest.raises(ValueError, match="beyond the last year"):
        ALWAYS.add(start, 10**15)
