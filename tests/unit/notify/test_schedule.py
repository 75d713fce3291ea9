"""What follows from an attempt, and how long a delivery waits for its next one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain import Delivery, concluded
from services.notify.schedule import DELAYS, JITTER, Accepted, NoReply, Outcome, Refused, next_attempt, status
from tests.unit.notify.examples import COMPLAINT, NOW

PENDING = Delivery(
    id="d-1", key="k", complaint_id=COMPLAINT, cause="e-1", occurred_at=NOW, recipient="mayor", transport="email",
    endpoint="mayor@demo.tanggap.example", language="id", template="escalated", level=3, facts={}, planned_at=NOW,
    next_attempt_at=NOW,
)  # fmt: skip
FOR_NOW = st.sampled_from([Refused(450, "busy"), Refused(421, "closing"), NoReply("timeout")])


@given(st.text(min_size=1), st.integers(0, len(DELAYS) - 2), FOR_NOW)
def test_it_waits_as_the_schedule_says_within_the_jitter(delivery_id: str, attempts: int, outcome: Outcome) -> None:
    delivery = replace(PENDING, id=delivery_id, attempts=attempts)

    after = next_attempt(delivery, outcome, NOW)

    wait, planned = after.next_attempt_at - NOW, DELAYS[attempts + 1]
    assert after.state == "pending"
    assert planned * (1 - JITTER) <= wait <= planned * (1 + JITTER)
    assert after == next_attempt(delivery, outcome, NOW)


def test_it_spreads_what_failed_together() -> None:
    waits = {next_attempt(replace(PENDING, id=f"d-{n}"), NoReply("timeout"), NOW).next_attempt_at for n in range(50)}
    assert len(waits) == 50


@given(FOR_NOW)
def test_it_fails_when_all_ten_attempts_are_used_up(outcome: Outcome) -> None:
    delivery, states = PENDING, []
    while delivery.state == "pending":
        delivery = next_attempt(delivery, outcome, delivery.next_attempt_at)
        states.append(delivery.state)
    assert states == ["pending"] * 9 + ["failed"]
    assert timedelta(days=2) < delivery.next_attempt_at - NOW < timedelta(days=5)


@pytest.mark.parametrize("code", [500, 550, 554])
def test_it_fails_at_once_when_refused_for_good(code: int) -> None:
    after = next_attempt(PENDING, Refused(code, "no such user"), NOW)
    assert (after.state, after.attempts) == ("failed", 1)


def test_it_is_delivered_when_accepted() -> None:
    after = next_attempt(replace(PENDING, attempts=3), Accepted(250, "Ok"), NOW)
    assert (after.state, after.attempts) == ("delivered", 4)


def test_it_announces_the_end_and_nothing_before() -> None:
    outcome = Refused(550, "<mayor@demo.tanggap.example> unknown")

    fact = concluded(next_attempt(PENDING, outcome, NOW), status(outcome), NOW)

    assert fact is not None
    assert fact.type == "notification.failed.v1"
    assert "mayor@" not in fact.model_dump_json(), "the reply's text repeats the address; only its code may travel"
    assert concluded(PENDING, "450", NOW) is None


def test_it_publishes_silence_under_a_name() -> None:
    assert (status(NoReply("timeout")), status(Refused(450, "busy"))) == ("no_reply", "450")
