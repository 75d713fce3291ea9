"""What is asked for is counted by need and district, without what few complaints would show."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.small_numbers import is_small
from contracts.values import About
from services.improvements.domain.needs import NeedCount, answers, district_of, needs_of
from services.improvements.domain.observations import Observation, Standing
from services.improvements.domain.performance.periods import Named, named

DAY = date(2026, 2, 3)
AS_OF = date(2027, 6, 1)
AREAS = (None, "99", "99.71.01", "99.71.01.1001", "99.71.02.1001", "99.71.03")


def asking(number: int, area: str | None = "99.71.01", day: date = DAY, **more: object) -> list[Observation]:
    fields: dict[str, object] = {"needs": ("lamp",), "area": area} | more
    return [Observation(f"{area}-{day}-{more}-{each}", day, **fields) for each in range(number)]  # type: ignore[arg-type]


def period(name: str) -> Named:
    found = named(name)
    assert found is not None
    return found


def counted(complaints: Iterable[Observation], name: str = "2026-1", as_of: date = AS_OF) -> tuple[NeedCount, ...]:
    return needs_of(complaints, period(name), as_of)


def test_it_says_how_many_ask_since_when_where_and_how_they_stand() -> None:
    given_ = [
        *asking(6, "99.71.01.1001"),
        *asking(7, "99.71.02", DAY + timedelta(days=9), standing=Standing.ANSWERED),
        *asking(5, "99.71.02", DAY + timedelta(days=9), needs=()),
    ]
    (one,) = counted(given_)
    assert (one.need, one.number, one.first_on, one.last_on) == ("lamp", 13, DAY, DAY + timedelta(days=9))
    assert one.stand is not None and one.stand.parts == (6, 7, 0)
    assert [(each.area, each.number) for each in one.places] == [("99.71.02", 7), ("99.71.01", 6)]


def test_a_complaint_that_asks_for_two_things_counts_for_both() -> None:
    found = counted([*asking(5, needs=("bin", "lamp")), *asking(1)])
    assert [(each.need, each.number) for each in found] == [("lamp", 6), ("bin", 5)]


def test_of_fewer_than_five_only_is_said_that_there_are_some() -> None:
    assert counted(asking(4)) == (NeedCount("lamp", None),)


def test_a_small_place_is_hidden_with_the_next_one_so_that_the_whole_does_not_say_it() -> None:
    (one,) = counted([*asking(2), *asking(6, "99.71.02"), *asking(9, "99.71.03")])
    assert {each.area: each.number for each in one.places} == {"99.71.01": None, "99.71.02": None, "99.71.03": 9}


def test_how_they_stand_is_hidden_where_few_stand_so() -> None:
    (one,) = counted([*asking(6), *asking(1, standing=Standing.ANSWERED)])
    assert (one.number, one.stand) == (7, None)


def test_a_year_does_not_say_what_its_only_small_quarter_hides() -> None:
    (one,) = counted([*asking(9), *asking(3, day=date(2026, 5, 1))], "2026")
    assert one == NeedCount("lamp", None)
    (one,) = counted([*asking(3), *asking(3, day=date(2026, 5, 1))], "2026")
    assert one.number == 6


def test_what_was_filed_outside_the_period_or_later_is_not_counted() -> None:
    outside = [*asking(9, day=date(2025, 12, 31)), *asking(9, day=date(2026, 4, 1))]
    assert counted(outside) == ()
    assert counted(asking(9), as_of=DAY - timedelta(days=1)) == ()


@pytest.mark.parametrize(
    ("about", "area", "answered"),
    [
        (About(category="lights"), "99.71.01", True),
        (About(category="lights", area="99.71.01.1001"), "99.71.01", True),
        (About(category="lights", area="99.71"), "99.71.01", True),
        (About(category="lights", area="99.71.02"), "99.71.01", False),
        (About(category="lights", area="99.71.02"), None, True),
        (About(category="roads"), None, False),
        (About(), None, False),
    ],
)
def test_an_action_answers_by_category_and_place(about: About, area: str | None, answered: bool) -> None:
    assert answers(about, "lights", area) is answered
    assert not answers(about, None, area)


def test_a_district_is_the_third_part_of_a_code() -> None:
    assert [district_of(each) for each in AREAS] == [None, None, "99.71.01", "99.71.01", "99.71.02", "99.71.03"]


COMPLAINTS = st.lists(
    st.builds(
        Observation,
        complaint=st.uuids().map(str),
        filed_on=st.dates(date(2025, 12, 20), date(2027, 1, 10)),
        area=st.sampled_from(AREAS),
        standing=st.sampled_from(Standing),
        needs=st.sampled_from([(), ("lamp",), ("bin", "lamp")]),
    ),
    max_size=60,
)


@given(COMPLAINTS, st.randoms(use_true_random=False), st.sampled_from(["2026", "2026-1", "2026-3"]))
def test_their_order_does_not_matter(complaints: list[Observation], random: object, name: str) -> None:
    mixed = list(complaints)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert counted(complaints, name) == counted(mixed, name)


@given(COMPLAINTS, st.sampled_from(["2026", "2026-1", "2026-3"]))
def test_the_numbers_are_those_of_the_complaints_and_fit_together(complaints: list[Observation], name: str) -> None:
    inside = [each for each in complaints if period(name).period.holds(each.filed_on)]
    found = {each.need: each for each in counted(complaints, name)}
    assert found.keys() == {need for each in inside for need in each.needs}
    for need, one in found.items():
        mine = [each for each in inside if need in each.needs]
        if one.number is None:
            continue
        assert one.number == len(mine) and one.number >= 5
        assert one.stand is None or (sum(one.stand.parts) == len(mine) and not is_small(one.stand.parts))
        for place in one.places:
            there = sum(district_of(each.area) == place.area for each in mine)
            assert place.number in (None, there) and not is_small((place.number or 0,))
        unseen = [place for place in one.places if place.number is None]
        missing = one.number - sum(place.number or 0 for place in one.places)
        assert not unseen or (missing >= 5 and len(unseen) > 1) or len(unseen) == len(one.places)


@given(COMPLAINTS)
def test_no_year_less_its_quarters_says_a_small_number(complaints: list[Observation]) -> None:
    quarters = [{each.need: each.number for each in counted(complaints, f"2026-{number}")} for number in range(1, 5)]
    for one in counted(complaints, "2026"):
        unseen = [quarter for quarter in quarters if one.need in quarter and quarter[one.need] is None]
        if one.number is not None and unseen:
            rest = one.number - sum(quarter.get(one.need) or 0 for quarter in quarters)
            assert len(unseen) > 1 and rest >= 5
