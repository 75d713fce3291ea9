"""What is left out because it is small cannot be worked out from what is shown."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from contracts.small_numbers import K, Parts, left_out

SMALL = st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(0, 9)), max_size=4)
TWO = st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=3)


@given(SMALL)
def test_what_is_left_out_does_not_follow_from_the_total(parts: Mapping[str, Parts]) -> None:
    """Whoever knows the rule, the total and all that is shown, finds several numbers possible for each that is not."""
    total = sum(mine[0] for mine in parts.values())
    hidden = sorted(left_out(parts))
    if not hidden or 0 < total < K:
        return
    left = total - sum(mine[0] for group, mine in parts.items() if group not in hidden)
    possible = [each for each in _sums(left, len(hidden)) if any(0 < one < K for one in each)]
    assert all(len({each[place] for each in possible}) > 1 for place in range(len(hidden)))


def _sums(total: int, number: int) -> Iterator[tuple[int, ...]]:
    return (each for each in product(range(1, total + 1), repeat=number) if sum(each) == total)


@given(SMALL | TWO)
def test_what_is_small_is_left_out_and_what_is_left_out_is_not_small_together(parts: Mapping[str, Parts]) -> None:
    hidden = left_out(parts)
    assert {group for group, mine in parts.items() if any(0 < one < K for one in mine)} <= hidden
    totals = [sum(column) for column in zip(*parts.values(), strict=True)]
    if hidden and not any(0 < each < K for each in totals):
        together = [sum(column) for column in zip(*(parts[group] for group in hidden), strict=True)]
        assert not any(0 < each < K for each in together)
        assert len(hidden) > 1


def test_nothing_is_left_out_where_nothing_is_small() -> None:
    assert left_out({"a": (5,), "b": (0,), "c": (90,)}) == frozenset()
    assert left_out({}) == frozenset()


def test_one_small_number_takes_the_next_smallest_with_it() -> None:
    assert left_out({"a": (3,), "b": (6,), "c": (90,), "d": (0,)}) == {"a", "b"}
    assert left_out({"a": (1,), "b": (1,), "c": (2,), "d": (7,), "e": (8,)}) == {"a", "b", "c", "d"}
