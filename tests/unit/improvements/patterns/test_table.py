from datetime import timedelta

import pytest

from services.improvements.domain.patterns.table import table
from tests.unit.improvements.patterns.days import DAY, complaint


def test_weeks_are_counted_back_from_the_day() -> None:
    days = [DAY - timedelta(days=each) for each in (21, 15, 14, 8, 7, 1)]
    found = table([complaint(str(each), each) for each in days], DAY, {}, 50)
    assert found.weeks == 3
    assert found.week.tolist() == [0, 0, 1, 1, 2, 2]
    assert found.first_day(2) == DAY - timedelta(days=7)


def test_what_is_filed_on_the_day_or_later_is_left_out() -> None:
    days = [DAY - timedelta(days=7), DAY, DAY + timedelta(days=400)]
    assert table([complaint(str(each), each) for each in days], DAY, {}, 50).complaints == (str(days[0]),)


def test_a_first_week_that_is_not_whole_is_left_out() -> None:
    days = [DAY - timedelta(days=each) for each in (10, 7, 1)]
    assert len(table([complaint(str(each), each) for each in days], DAY, {}, 50).complaints) == 2


def test_without_complaints_there_are_no_weeks() -> None:
    assert table([], DAY, {}, 50).weeks == 0


def test_old_codes_become_those_of_today_however_often_they_changed() -> None:
    first = DAY - timedelta(days=7)
    renamed = {"works": "public-works", "public-works": "roads-and-water", "roads-unit": "roads-and-water"}
    found = table([complaint("1", first, unit="works"), complaint("2", first)], DAY, renamed, 50)
    assert found.unit.names == ("roads-and-water",)


def test_renaming_in_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="leads from 'a' back to"):
        table([], DAY, {"a": "b", "b": "a"}, 50)


def test_what_somebody_reports_many_times_a_day_counts_twice() -> None:
    days = [DAY - timedelta(days=7), DAY - timedelta(days=105)]
    repeated = [complaint(f"{number}", days[0]) for number in range(9)]
    found = table([*repeated, complaint("old", days[1])], DAY, {}, 50)
    assert sorted(found.complaints) == ["0", "1", "old"]


def test_where_many_come_every_day_they_all_count() -> None:
    every = [complaint(f"{day}-{number}", DAY - timedelta(days=day)) for day in range(1, 29) for number in range(5)]
    assert len(table(every, DAY, {}, 50).complaints) == len(every)


def test_without_a_village_nothing_is_taken_for_a_repetition() -> None:
    first = DAY - timedelta(days=7)
    facts = [complaint(str(number), first) for number in range(9)]
    nowhere = [type(each)(each.complaint, each.filed_on, each.category) for each in facts]
    assert len(table(nowhere, DAY, {}, 50).complaints) == 9
