"""A circuit for each endpoint: it opens after failures in a row, lets one message through to find out, and closes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.circuits import FAILURES, PROBE_LIMIT, WAITS, Circuits, speaks_of_endpoint
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from tests.unit.notify.examples import NOW

HOOK, OTHER = "https://chat.city.example/hooks/1", "https://chat.city.example/hooks/2"
ACCEPTED = Accepted(204, "")
FAILED: list[Outcome] = [
    NoReply("timeout"),
    Refused(False, "connect_failed", "Connection refused"),
    Refused(False, "dns_failed", "unknown"),
    Refused(False, "tls_failed", "expired"),
    Refused(False, "gateway_failed", "no"),
    Refused(False, 500, ""),
    Refused(False, 503, "", retry_after=timedelta(seconds=1)),
]
ANSWERED: list[Outcome] = [
    ACCEPTED,
    Refused(True, 404, ""),
    Refused(True, 410, "", gone=True),
    Refused(True, 550, "no such user"),
    Refused(True, "unsafe_message", ""),
    Refused(False, 429, ""),
    Refused(False, 450, "busy"),
    Refused(False, "transport_not_configured", ""),
]
SECOND = timedelta(seconds=1)


def opened(circuits: Circuits, outcome: Outcome = FAILED[0], now: datetime = NOW) -> datetime:
    """Let it fail until the circuit is open; until when it is."""
    for _ in range(FAILURES):
        circuits.note(HOOK, outcome, now)
    until = circuits.until(HOOK, now)
    assert until is not None
    return until


@pytest.mark.parametrize("outcome", FAILED, ids=repr)
def test_it_opens_after_some_failures_in_a_row_whatever_they_are(outcome: Outcome) -> None:
    circuits = Circuits()
    for _ in range(FAILURES - 1):
        circuits.note(HOOK, FAILED[0], NOW)
        assert circuits.may_send(HOOK, NOW)
    circuits.note(HOOK, outcome, NOW)
    assert not circuits.may_send(HOOK, NOW)
    assert circuits.until(HOOK, NOW) == NOW + WAITS[0]


@pytest.mark.parametrize("outcome", ANSWERED, ids=repr)
def test_any_answer_of_somebody_closes_it(outcome: Outcome) -> None:
    circuits = Circuits()
    opened(circuits)
    circuits.note(HOOK, outcome, NOW)
    assert circuits.may_send(HOOK, NOW)
    assert circuits.until(HOOK, NOW) is None
    assert len(circuits) == 0, "nothing is kept of an endpoint that is well"


@pytest.mark.parametrize("outcome", ANSWERED, ids=repr)
def test_failures_count_only_in_a_row(outcome: Outcome) -> None:
    circuits = Circuits()
    for _ in range(5 * FAILURES):
        for _ in range(FAILURES - 1):
            circuits.note(HOOK, FAILED[0], NOW)
        circuits.note(HOOK, outcome, NOW)
    assert circuits.may_send(HOOK, NOW)


def test_others_are_not_held_back() -> None:
    circuits = Circuits()
    opened(circuits)
    assert circuits.may_send(OTHER, NOW)


def test_one_message_goes_when_the_time_is_over_and_no_second_one() -> None:
    circuits = Circuits()
    until = opened(circuits)
    assert not circuits.may_send(HOOK, until - SECOND)
    assert circuits.may_send(HOOK, until)
    assert not circuits.may_send(HOOK, until)
    assert circuits.until(HOOK, until) == until + PROBE_LIMIT


def test_another_one_goes_when_nothing_was_heard_of_the_first() -> None:
    circuits = Circuits()
    until = opened(circuits)
    assert circuits.may_send(HOOK, until)
    assert circuits.may_send(HOOK, until + PROBE_LIMIT)


def test_it_stays_open_for_longer_each_time_up_to_a_limit() -> None:
    circuits = Circuits()
    now, waits = NOW, []
    until = opened(circuits)
    for _ in range(len(WAITS) + 3):
        waits.append(until - now)
        now = until
        assert circuits.may_send(HOOK, now)
        circuits.note(HOOK, FAILED[0], now)
        following = circuits.until(HOOK, now)
        assert following is not None
        until = following
    assert waits == [*WAITS, WAITS[-1], WAITS[-1], WAITS[-1]]


def test_failures_of_messages_that_were_under_way_do_not_make_it_longer() -> None:
    circuits = Circuits()
    until = opened(circuits)
    for _ in range(20):
        circuits.note(HOOK, FAILED[1], NOW + SECOND)
    assert circuits.until(HOOK, NOW) == until


def test_it_begins_anew_after_it_was_closed() -> None:
    circuits = Circuits()
    until = opened(circuits)
    assert circuits.may_send(HOOK, until)
    circuits.note(HOOK, FAILED[0], until)
    circuits.note(HOOK, ACCEPTED, until)
    assert opened(circuits, now=until) == until + WAITS[0]


def test_nothing_else_is_sent_to_a_server_that_asks_to_wait() -> None:
    circuits = Circuits()
    circuits.note(HOOK, Refused(False, 429, "", retry_after=timedelta(minutes=3)), NOW)
    assert circuits.until(HOOK, NOW) == NOW + timedelta(minutes=3)
    assert not circuits.may_send(HOOK, NOW + timedelta(minutes=2))
    assert circuits.may_send(HOOK, NOW + timedelta(minutes=3))


def test_it_is_open_for_as_long_as_the_server_asks_when_that_is_longer() -> None:
    asks = Refused(False, 503, "", retry_after=timedelta(hours=1))
    assert opened(Circuits(), asks) == NOW + timedelta(hours=1)
    too_long = Refused(False, 503, "", retry_after=timedelta(days=30))
    assert opened(Circuits(), too_long) == NOW + timedelta(hours=24)


def test_the_one_that_was_used_least_recently_is_forgotten_first() -> None:
    circuits = Circuits(failures=1, max_endpoints=2)
    for endpoint in ("a", "b", "a", "c"):
        circuits.note(endpoint, FAILED[0], NOW)
    assert {each: circuits.may_send(each, NOW) for each in "abc"} == {"a": False, "b": True, "c": False}


outcomes = st.sampled_from(FAILED + ANSWERED)
steps = st.lists(st.tuples(st.sampled_from("abcd"), outcomes, st.integers(0, 400)), max_size=60)


@given(steps)
def test_it_never_holds_back_for_good_and_keeps_few(taken: list[tuple[str, Outcome, int]]) -> None:
    circuits, now = Circuits(failures=2, max_endpoints=3), NOW
    for endpoint, outcome, seconds in taken:
        now += timedelta(seconds=seconds)
        until = circuits.until(endpoint, now)
        assert circuits.may_send(endpoint, now) == (until is None)
        assert until is None or now < until <= now + max(WAITS[-1], PROBE_LIMIT)
        circuits.note(endpoint, outcome, now)
        assert len(circuits) <= 3
    for endpoint in "abcd":
        assert circuits.may_send(endpoint, circuits.until(endpoint, now) or now)


@given(steps)
def test_the_same_happens_each_time(taken: list[tuple[str, Outcome, int]]) -> None:
    def waits() -> list[datetime | None]:
        circuits, now, found = Circuits(failures=2), NOW, []
        for endpoint, outcome, seconds in taken:
            now += timedelta(seconds=seconds)
            circuits.may_send(endpoint, now)
            circuits.note(endpoint, outcome, now)
            found.append(circuits.until(endpoint, now))
        return found

    assert waits() == waits()


@given(outcomes)
def test_what_speaks_of_the_endpoint_is_never_a_success_or_final(outcome: Outcome) -> None:
    if speaks_of_endpoint(outcome):
        assert isinstance(outcome, NoReply) or (isinstance(outcome, Refused) and not outcome.permanent)
    assert speaks_of_endpoint(outcome) == (outcome in FAILED)
