"""Real dates of an Indonesian office, checked against the joint decrees on public holidays and cuti bersama."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from city.calendars import Reason, WorkingCalendar
from tests.unit.city.calendar_examples import JAKARTA, JAKARTA_SATURDAY

WIB = timezone(timedelta(hours=7))
OFFICE = WorkingCalendar(JAKARTA.config())
OFFICE_WITH_SATURDAY = WorkingCalendar(JAKARTA_SATURDAY.config())
DAY = OFFICE.working_day_ms
HOUR = 3_600_000


def wib(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("start", "working_ms", "due"),
    [
        pytest.param(wib(1, 12, 9), HOUR, wib(1, 12, 10), id="within the morning"),
        pytest.param(wib(1, 12, 11, 30), HOUR, wib(1, 12, 13, 30), id="over lunch"),
        pytest.param(wib(1, 12, 12, 15), HOUR, wib(1, 12, 14), id="filed at lunch"),
        pytest.param(wib(1, 12, 11), HOUR, wib(1, 12, 12), id="the end of the morning, not the afternoon's start"),
        pytest.param(wib(1, 12, 15), HOUR, wib(1, 12, 16), id="closing time, not the next opening"),
        pytest.param(wib(1, 12, 15), HOUR + 1, wib(1, 13, 7, 30) + timedelta(milliseconds=1), id="just after closing"),
        pytest.param(wib(1, 12, 22), DAY, wib(1, 13, 16), id="filed at night: the whole next day"),
        pytest.param(wib(1, 9, 16), HOUR, wib(1, 12, 8), id="Friday afternoon to Monday, around the weekend"),
        pytest.param(wib(1, 14, 15), 2 * HOUR, wib(1, 15, 8, 30), id="the day before Isra Mikraj is worked"),
        pytest.param(wib(1, 15, 15), 2 * HOUR, wib(1, 19, 8, 30), id="Isra Mikraj on Friday makes a long weekend"),
    ],
)
def test_an_office_deadline_falls_due(start: datetime, working_ms: int, due: datetime) -> None:
    assert OFFICE.add(start, working_ms) == due


def test_idul_fitri_2026_with_its_joint_days_off_stops_the_office_for_a_week() -> None:
    # Nyepi 19 March; Idul Fitri 1447 H 21-22 March; cuti bersama 18, 20, 23 and 24 March.
    start, due = wib(3, 17, 10), wib(3, 25, 10)
    assert OFFICE.add(start, DAY) == due
    assert OFFICE.explain(start, due) == [
        Reason("holiday", date(2026, 3, 18), "Cuti Bersama Hari Suci Nyepi"),
        Reason("holiday", date(2026, 3, 19), "Hari Suci Nyepi"),
        Reason("holiday", date(2026, 3, 20), "Cuti Bersama Hari Raya Idul Fitri"),
        Reason("holiday", date(2026, 3, 21), "Hari Raya Idul Fitri"),
        Reason("holiday", date(2026, 3, 22), "Hari kedua dari Hari Raya Idul Fitri"),
        Reason("holiday", date(2026, 3, 23), "Cuti Bersama Hari Raya Idul Fitri"),
        Reason("holiday", date(2026, 3, 24), "Cuti Bersama Hari Raya Idul Fitri"),
    ]


def test_without_the_joint_days_the_same_deadline_is_earlier() -> None:
    assert OFFICE_WITH_SATURDAY.add(wib(3, 17, 10), DAY) == wib(3, 18, 10)


def test_an_extra_working_day_is_worked_even_on_a_holiday_and_a_saturday() -> None:
    start, due = wib(3, 20, 9), wib(3, 21, 8, 30)
    assert OFFICE_WITH_SATURDAY.add(start, 3 * HOUR) == wib(3, 20, 14)  # no cuti bersama in this calendar
    assert OFFICE_WITH_SATURDAY.add(wib(3, 20, 16, 30), HOUR) == due  # Saturday has no hours: those of Monday count
    assert OFFICE_WITH_SATURDAY.explain(start, due) == [Reason("extra_working_day", date(2026, 3, 21), "saturday")]


def test_an_extra_working_day_keeps_the_hours_of_its_weekday() -> None:
    # Good Friday 2026 is 3 April; the Friday hours of this office end at 16:30, those of its other days at 16:00.
    assert OFFICE_WITH_SATURDAY.add(wib(4, 3, 15), HOUR + HOUR // 2) == wib(4, 3, 16, 30)


def test_the_last_closing_time_of_a_year_belongs_to_that_year() -> None:
    assert OFFICE.add(wib(12, 30, 15), HOUR) == wib(12, 30, 16)


def test_days_off_of_the_city_itself_count_too() -> None:
    start, due = wib(12, 30, 16), wib(1, 4, 8, 30, year=2027)
    assert OFFICE.add(start, HOUR) == due
    assert OFFICE.explain(start, due) == [
        Reason("extra_holiday", date(2026, 12, 31), ""),
        Reason("holiday", date(2027, 1, 1), "Tahun Baru Masehi"),
        Reason("rest_day", date(2027, 1, 2), "saturday"),
        Reason("rest_day", date(2027, 1, 3), "sunday"),
    ]


def test_a_deadline_within_one_day_needs_no_explanation() -> None:
    assert OFFICE.explain(wib(1, 12, 9), wib(1, 12, 15)) == []
    assert OFFICE.explain(wib(1, 12, 9), wib(1, 12, 9)) == []


def test_a_deadline_that_ends_at_midnight_does_not_name_the_day_after() -> None:
    assert OFFICE.explain(wib(1, 9, 9), wib(1, 10)) == []


def test_years_without_a_decree_on_joint_days_off_are_named() -> None:
    known = OFFICE.known_until
    assert known is not None
    assert known >= 2027
    start, due = datetime(known, 12, 20, tzinfo=UTC), datetime(known + 2, 1, 5, tzinfo=UTC)
    unknown = [reason for reason in OFFICE.explain(start, due) if reason.kind == "holidays_unknown"]
    assert unknown == [
        Reason("holidays_unknown", date(known + 1, 1, 1), str(known + 1)),
        Reason("holidays_unknown", date(known + 2, 1, 1), str(known + 2)),
    ]
    within = OFFICE.explain(datetime(known + 1, 6, 1, tzinfo=UTC), datetime(known + 1, 6, 2, tzinfo=UTC))
    assert within[0] == Reason("holidays_unknown", date(known + 1, 1, 1), str(known + 1))


def test_holidays_by_rule_alone_are_known_to_the_end() -> None:
    assert OFFICE_WITH_SATURDAY.known_until == 2100


def test_the_names_of_holidays_do_not_follow_the_locale_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(variable, "en_US.UTF-8")
    calendar = WorkingCalendar(JAKARTA.config())
    assert calendar.explain(wib(3, 21), wib(3, 22)) == [Reason("holiday", date(2026, 3, 21), "Hari Raya Idul Fitri")]
