"""The token bucket: never more than was gained, whatever is asked for and when."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.access.buckets import WINDOW_S, Bucket, RateLimits, Taken, take
from chassis.access.channels import Channel

ASKED = st.lists(st.tuples(st.floats(0, 90), st.integers(1, 50)), max_size=60)
"""Seconds since the time before, and for how many tokens."""


def test_a_new_bucket_is_full_and_refills_evenly() -> None:
    taken = take(None, 60, 0.0)
    assert (taken.allowed, taken.remaining, taken.full_in_s, taken.wait_s) == (True, 59, 1, 0.0)
    emptied = take(taken.bucket, 60, 0.0, 59)
    assert (emptied.allowed, emptied.remaining, emptied.full_in_s) == (True, 0, 60)
    refused = take(emptied.bucket, 60, 0.5)
    assert (refused.allowed, refused.wait_s, refused.remaining) == (False, 0.5, 0)
    assert take(refused.bucket, 60, 1.0).allowed


def test_what_costs_more_than_a_full_bucket_takes_a_full_one() -> None:
    taken = take(None, 60, 0.0, cost=1_000)
    assert (taken.allowed, taken.remaining) == (True, 0)
    assert not take(taken.bucket, 60, 59.0, cost=1_000).allowed
    assert take(taken.bucket, 60, 60.0, cost=1_000).allowed


def test_a_lower_rate_counts_at_once() -> None:
    taken = take(take(None, 600, 0.0).bucket, 6, 0.0)
    assert (taken.allowed, taken.remaining) == (True, 5)


@given(rate=st.integers(1, 500), asked=ASKED)
def test_in_no_time_more_is_given_than_a_full_bucket_and_what_was_gained(
    rate: int, asked: list[tuple[float, int]]
) -> None:
    bucket: Bucket | None = None
    now, given_at = 0.0, []
    for pause, cost in asked:
        now += pause
        taken = take(bucket, rate, now, cost)
        bucket = taken.bucket
        assert 0 <= bucket.tokens <= rate
        assert taken.allowed == (taken.wait_s == 0)
        if taken.allowed:
            given_at.append((now, min(cost, rate)))
    for begin, _ in given_at:
        for end in (at for at, _ in given_at if at >= begin):
            total = sum(cost for at, cost in given_at if begin <= at <= end)
            assert total <= rate + (end - begin) * rate / WINDOW_S + 1e-6


@given(rate=st.integers(1, 500), asked=ASKED, cost=st.integers(1, 50))
def test_who_waits_as_long_as_was_said_is_served(rate: int, asked: list[tuple[float, int]], cost: int) -> None:
    bucket: Bucket | None = None
    now = 0.0
    for pause, each in asked:
        now += pause
        bucket = take(bucket, rate, now, each).bucket
    refused = take(bucket, rate, now, cost)
    assert take(refused.bucket, rate, now + refused.wait_s + 1e-6, cost).allowed or refused.allowed


def test_each_channel_has_a_bucket_of_its_own_and_one_without_a_rate_has_none() -> None:
    limits = RateLimits(lambda: 0.0)
    slow, other, free = Channel("slow", rate=1), Channel("other", rate=1), Channel("free")
    assert [_allowed(limits.take(each)) for each in (slow, slow, other, free)] == [True, False, True, None]


def _allowed(taken: Taken | None) -> bool | None:
    return None if taken is None else taken.allowed
