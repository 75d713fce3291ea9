"""A receiver hears the steps of a complaint in their order, and nothing that follows on what it has not heard yet."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.delivery import Delivery
from services.notify.domain.order import LOOK_AGAIN, in_order, lanes_of

NOW = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
PLAIN = Delivery(
    "d", "d", "c-1", "e", NOW, "channel-x", "webhook", "wh_1", "en", "event", None, {}, NOW, NOW
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    sendable: Delivery


def claim(lane: str | None, seq: int = 0) -> Claim:
    return Claim(replace(PLAIN, id=f"{lane}-{seq}", lane=lane, seq=seq))


def waiting(*numbers: int) -> list[tuple[int, datetime]]:
    return [(number, NOW) for number in numbers]


def test_what_has_no_lane_is_sent_on_its_own() -> None:
    groups, later = in_order([claim(None), claim(None)], {}, NOW)
    assert [len(group) for group in groups] == [1, 1]
    assert later == {}


def test_a_lane_is_one_group_in_its_order() -> None:
    claims = [claim("a", 3), claim("a", 1), claim("b", 1), claim("a", 2)]
    groups, later = in_order(claims, {"a": waiting(1, 2, 3), "b": waiting(1)}, NOW)
    assert [[each.sendable.seq for each in group] for group in groups] == [[1, 2, 3], [1]]
    assert later == {}
    assert lanes_of(claims) == {"a", "b"}


def test_what_follows_on_something_that_was_not_claimed_waits() -> None:
    groups, later = in_order([claim("a", 2), claim("a", 3)], {"a": waiting(1, 2, 3)}, NOW)
    assert groups == []
    assert {until: [each.sendable.seq for each in rest] for until, rest in later.items()} == {NOW + LOOK_AGAIN: [2, 3]}


def test_what_comes_before_the_gap_is_sent() -> None:
    groups, later = in_order([claim("a", 1), claim("a", 3)], {"a": waiting(1, 2, 3)}, NOW)
    assert [[each.sendable.seq for each in group] for group in groups] == [[1]]
    assert [each.sendable.seq for rest in later.values() for each in rest] == [3]


@given(
    pending=st.sets(st.integers(1, 12), min_size=1),
    share=st.sets(st.integers(1, 12)),
    ahead=st.timedeltas(timedelta(0), timedelta(days=1)),
)
def test_nothing_is_sent_before_what_comes_first_and_nothing_is_forgotten(
    pending: set[int], share: set[int], ahead: timedelta
) -> None:
    claimed = [claim("a", number) for number in sorted(pending & share, reverse=True)]
    groups, later = in_order(claimed, {"a": [(number, NOW + ahead) for number in sorted(pending)]}, NOW)
    sent = [each.sendable.seq for group in groups for each in group]
    given_back = [each.sendable.seq for rest in later.values() for each in rest]
    assert sorted([*sent, *given_back]) == sorted(pending & share)
    assert sent == sorted(pending)[: len(sent)]
