"""How far learning is, unit by unit: small numbers are for those who look after the unit, and follow from no others."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.improvements.domain.learning.assigned import Learning, UnitPeople
from services.improvements.domain.learning.progress import progress_of
from tests.unit.improvements.actions import NOW

K = 5


def learning(*people: int) -> Learning:
    units = tuple(UnitPeople(f"unit-{place}", each) for place, each in enumerate(people))
    return Learning(1, "e-1", "https://lms.example/7", units, NOW + timedelta(days=1), NOW)


def shown(finished: dict[str, int], *people: int, sees: bool = False) -> list[int | None]:
    return [each.finished for each in progress_of(learning(*people), finished, lambda _: sees).units]


def test_those_who_look_after_a_unit_see_exact_numbers() -> None:
    assert shown({"unit-0": 1}, 3, 20, sees=True) == [1, 0]


def test_everybody_else_does_not_see_numbers_of_few_people() -> None:
    assert shown({"unit-0": 3, "unit-1": 18, "unit-2": 12, "unit-3": 20}, 20, 20, 20, 20) == [None, None, 12, 20]


def test_that_nobody_has_finished_is_no_secret() -> None:
    assert shown({}, 20, 3) == [0, None]


def test_more_than_were_named_are_shown_as_they_are() -> None:
    progress = progress_of(learning(10), {"unit-0": 13}, lambda _: False)
    assert (progress.finished, progress.people, progress.units[0].share) == (13, 10, 1.0)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 35)), min_size=1, max_size=6))
def test_no_small_number_is_shown_nor_follows_from_the_sum(units: list[tuple[int, int]]) -> None:
    finished = {f"unit-{place}": done for place, (_, done) in enumerate(units)}
    progress = progress_of(learning(*(people for people, _ in units)), finished, lambda _: False)
    for each in progress.units:
        if each.finished is not None:
            assert each.finished == 0 or each.finished >= K
            assert each.finished >= each.people or each.people - each.finished >= K
    is_all_shown = all(each.finished is not None for each in progress.units)
    assert progress.finished == (sum(finished.values()) if is_all_shown else None)
