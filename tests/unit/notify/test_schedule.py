"""What follows from an attempt, and how long a delivery waits for its next one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import NotificationFailed
from services.notify.domain.delivery import Delivery, Digest, concluded
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused, status
from services.notify.domain.schedule import DELAYS, JITTER, MAX_RETRY_AFTER, next_attempt
from tests.unit.notify.examples import COMPLAINT, NOW

PENDING = Delivery(
    id="d-1", key="k", subject_id=COMPLAINT, cause="e-1", occurred_at=NOW, recipient="mayor", transport="email",
    endpoint="mayor@demo.tanggap.example", language="id", template="escalated", level=3, variables={}, planned_at=NOW,
    next_attempt_at=NOW,
)  # fmt: skip
DIGEST = Digest("g-1", "mayor", "email", "mayor@demo.tanggap.example", "id", due_at=NOW, next_attempt_at=NOW)
TEMPORARY = st.sampled_from([Refused(False, 450, "busy"), Refused(False, "closing", "later"), NoReply("timeout")])


@given(st.text(min_size=1), st.integers(0, len(DELAYS) - 2), TEMPORARY)
def test_it_waits_as_the_schedule_says_within_the_jitter(delivery_id: str, attempts: int, outcome: Outcome) -> None:
    delivery = replace(PENDING, id=delivery_id, attempts=attempts)

    after = next_attempt(delivery, outcome, NOW)

    assert after.next_attempt_at is not None
    wait, planned = after.next_attempt_at - NOW, DELAYS[attempts + 1]
    assert after.state == "pending"
    assert planned * (1 - JITTER) <= wait <= planned * (1 + JITTER)
    assert after == next_attempt(delivery, outcome, NOW)


def test_it_spreads_what_failed_together() -> None:
    waits = {next_attempt(replace(PENDING, id=f"d-{n}"), NoReply("timeout"), NOW).next_attempt_at for n in range(50)}
    assert len(waits) == 50


@given(TEMPORARY)
def test_it_fails_when_all_ten_attempts_are_used_up(outcome: Outcome) -> None:
    delivery, states = PENDING, []
    while delivery.state == "pending" and delivery.next_attempt_at is not None:
        delivery = next_attempt(delivery, outcome, delivery.next_attempt_at)
        states.append(delivery.state)
    assert states == ["pending"] * 9 + ["failed"]
    assert delivery.next_attempt_at is not None
    assert timedelta(days=2) < delivery.next_attempt_at - NOW < timedelta(days=5)


def test_a_digest_is_tried_again_like_any_message() -> None:
    after = next_attempt(DIGEST, NoReply("timeout"), NOW)
    assert (after.state, after.attempts) == ("pending", 1)
    assert NOW < after.next_attempt_at < NOW + timedelta(minutes=1)
    assert next_attempt(after, Accepted(250, "Ok"), NOW).state == "delivered"
    assert next_attempt(after, Refused(True, 550, "no"), NOW).state == "failed"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)), st.integers(0, len(DELAYS) - 2))
def test_it_waits_as_long_as_the_server_asks_and_no_shorter_than_it_would(asked: timedelta, attempts: int) -> None:
    delivery = replace(PENDING, attempts=attempts)
    usual = next_attempt(delivery, Refused(False, 429, "later"), NOW).next_attempt_at
    after = next_attempt(delivery, Refused(False, 429, "later", retry_after=asked), NOW)
    assert usual is not None
    assert after.next_attempt_at == max(usual, NOW + min(asked, MAX_RETRY_AFTER))
    assert after.attempts == attempts + 1


def test_a_wish_to_wait_does_not_make_a_final_refusal_less_final() -> None:
    asked = timedelta(hours=1)
    assert next_attempt(PENDING, Refused(True, 410, "", retry_after=asked, gone=True), NOW).state == "failed"
    last = replace(PENDING, attempts=len(DELAYS) - 1)
    assert next_attempt(last, Refused(False, 429, "", retry_after=asked), NOW).state == "failed"


@pytest.mark.parametrize("code", [404, 550, "unsafe_message"])
def test_it_fails_at_once_when_refused_permanently_whatever_the_code(code: int | str) -> None:
    after = next_attempt(PENDING, Refused(True, code, "no such user"), NOW)
    assert (after.state, after.attempts) == ("failed", 1)


@pytest.mark.parametrize("code", [429, 550, 503])
def test_it_tries_again_when_refused_temporarily_whatever_the_code(code: int) -> None:
    assert next_attempt(PENDING, Refused(False, code, "later"), NOW).state == "pending"


def test_it_is_delivered_when_accepted() -> None:
    after = next_attempt(replace(PENDING, attempts=3), Accepted(250, "Ok"), NOW)
    assert (after.state, after.attempts) == ("delivered", 4)


def test_it_emits_the_end_and_nothing_before() -> None:
    outcome = Refused(True, 550, "<mayor@demo.tanggap.example> unknown")

    event = concluded(PENDING, next_attempt(PENDING, outcome, NOW), outcome, NOW)

    assert isinstance(event, NotificationFailed)
    assert (event.status, event.attempts) == ("550", 1)
    assert "mayor@" not in event.model_dump_json(), "the reply's text repeats the address; only its code may travel"
    assert concluded(PENDING, PENDING, outcome, NOW) is None


@pytest.mark.parametrize(
    ("outcome", "published"),
    [
        (Accepted(250, "Ok"), "250"),
        (Refused(False, 450, "busy"), "450"),
        (Refused(True, "unsafe_message", "no template"), "unsafe_message"),
        (NoReply("timeout"), "no_reply"),
    ],
)
def test_it_publishes_the_code_of_the_outcome_or_a_word(outcome: Outcome, published: str) -> None:
    assert status(outcome) == published
