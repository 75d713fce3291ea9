"""A look matches a bounded part of what waits, whatever waits; and in the end everything was looked at."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from chassis.shares import SLOTS, Share, slot_of

LIMIT = 500


def ids(number: int, seed: int = 0) -> list[str]:
    """As different as the ids of complaints are."""
    return [
        str(UUID(int=(seed * 1_000_003 + each) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128)))
        for each in range(number)
    ]


def matching(waiting: list[int], share: Share) -> list[int]:
    return [slot for slot in waiting if share.slots["$gte"] <= slot < share.slots["$lt"]]


def looks(waiting: list[int]) -> Iterator[tuple[int, list[int]]]:
    """What each look may match, and what it takes, as a relay works off what waits."""
    share = Share()
    while True:
        matched = matching(waiting, share)
        taken = matched[:LIMIT]
        yield len(matched), taken
        for slot in taken:
            waiting.remove(slot)
        if len(taken) >= LIMIT:
            share = share.narrowed()
        elif share.is_everything:
            return
        else:
            share = share.next(len(taken), LIMIT)


def test_documents_are_spread_evenly_over_the_slots() -> None:
    counts = Counter(slot_of(each) * 16 // SLOTS for each in ids(16_000))
    assert set(counts) == set(range(16))
    assert all(800 < count < 1200 for count in counts.values())


def test_slots_are_within_their_limits() -> None:
    assert {0 <= slot_of(each) < SLOTS for each in ids(1000)} == {True}


def test_no_look_matches_more_than_a_batch_of_a_backlog() -> None:
    for backlog in (0, 1, 1_000, 5_000, 20_000):
        waiting = [slot_of(each) for each in ids(backlog)]
        matched = [number for number, _ in looks(waiting)]
        assert max(matched) <= LIMIT
        assert waiting == []


def test_a_backlog_costs_few_looks() -> None:
    waiting = [slot_of(each) for each in ids(20_000)]
    assert len(list(looks(waiting))) < 200


@given(st.lists(st.integers(0, SLOTS - 1), max_size=3000))
def test_everything_that_waits_is_worked_off(waiting: list[int]) -> None:
    taken = [slot for _, found in looks(list(waiting)) for slot in found]
    assert sorted(taken) == sorted(waiting)


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), min_size=1, max_size=60))
def test_shares_of_any_width_leave_nothing_out(found_and_limit: list[tuple[int, int]]) -> None:
    """Whatever is found, the shares of one round cover every slot once."""
    share, end = Share(), 0
    for found, limit in found_and_limit:
        assert share.begin == end
        end = 0 if share.is_last else share.begin + share.width
        share = share.next(found, limit)
        assert 1 <= share.width <= SLOTS


def test_a_share_says_which_part_of_everything_it_is() -> None:
    assert Share(0, SLOTS // 4).fraction == 0.25
    assert Share(0, SLOTS).is_everything
    assert not Share(1, SLOTS).is_everything
    assert Share(SLOTS // 2, SLOTS // 2).is_last
    assert not Share(0, SLOTS // 2).is_last
