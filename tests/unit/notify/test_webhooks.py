"""Who of the webhooks is told of an event, under which number, and when one is disabled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import DeadlineBreached, Event
from services.notify.domain.complaint import Assignment, Complaint, Lane
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.domain.webhooks import (
    DISABLE_AFTER,
    RECENT,
    Told,
    Webhook,
    after_outcome,
    disabled,
    enabled,
    planned,
    rotated,
    without_old_secret,
)
from tests.unit.notify.examples import COMPLAINT, NOW, assigned, escalated, reminder

KNOWN = Complaint(COMPLAINT, channel="whatsapp")
TAKEN, REFUSED, SILENT = Accepted(204, ""), Refused(False, 503, "later"), NoReply("ReadTimeout")


def webhook(id: str = "wh_one", **changed: Any) -> Webhook:
    values = {"channel": "whatsapp", "url": "https://city.example/hook", "events": None, "secrets": ("whsec_a",)}
    return Webhook(id=id, **values | {"created_at": NOW} | changed)


def tell(event: Event, complaint: Complaint, *webhooks: Webhook) -> Told:
    return planned(event, complaint, webhooks, NOW, language="id")


def test_each_enabled_webhook_of_the_channel_that_wants_the_event_is_told_once() -> None:
    others = (
        webhook("wh_other_channel", channel="radio"),
        webhook("wh_disabled", disabled_at=NOW, disabled_because="owner"),
        webhook("wh_other_events", events=("complaint.closed",)),
    )
    told = tell(assigned(), KNOWN, webhook("wh_b"), webhook("wh_a", events=("complaint.assigned",)), *others)

    assert [delivery.endpoint for delivery in told.deliveries] == ["wh_a", "wh_b"]
    (first, second) = told.deliveries
    assert (first.recipient, first.transport, first.template) == ("channel-whatsapp", "webhook", "event")
    assert (first.lane, first.seq, second.lane) == (f"wh_a:{COMPLAINT}", 1, f"wh_b:{COMPLAINT}")
    assert first.id != second.id
    content = first.variables["event"]
    assert isinstance(content, dict)
    assert content["type"] == "complaint.assigned"
    assert first.next_attempt_at == NOW


def test_the_text_of_a_rule_comes_beside_the_event() -> None:
    told = planned(assigned(), KNOWN, [webhook()], NOW, language="en", template="taken_on", variables={"unit": "roads"})
    (delivery,) = told.deliveries
    assert (delivery.template, delivery.language) == ("taken_on", "en")
    assert delivery.variables.keys() == {"unit", "event"}


@pytest.mark.parametrize("event", [escalated(), assigned(continues=True)])
def test_what_stays_inside_is_told_to_nobody(event: Event) -> None:
    assert tell(event, KNOWN, webhook()) == Told(KNOWN)


def test_what_a_contributing_unit_owes_is_told_to_nobody() -> None:
    breach = DeadlineBreached(
        id="b", subject=COMPLAINT, occurred_at=NOW, unit="roads", assignment_number=1, clock="contribute_by", due_at=NOW
    )
    between = replace(KNOWN, assignment=Assignment(1, "roads", "always", {"contribute_by": "contribution"}))
    assert tell(breach, between, webhook()).deliveries == ()
    assert len(tell(breach, KNOWN, webhook()).deliveries) == 1


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60))
def test_numbers_of_a_lane_have_no_gaps_and_an_event_keeps_its_own(steps: list[tuple[int, bool]]) -> None:
    """However often the latest events are read again, and whichever of the writes a crash undid."""
    complaint, numbers = KNOWN, dict[str, int]()
    for number, crashed in steps:
        event = reminder(id=f"event-{number}")
        told = tell(event, complaint, webhook())
        (delivery,) = told.deliveries
        if delivery.id in list(numbers)[-RECENT:]:
            assert delivery.seq == numbers[delivery.id]
        elif delivery.id not in numbers:
            assert delivery.seq == complaint.lanes.get("wh_one", Lane()).seq + 1
        if not crashed:
            complaint = told.complaint
            numbers.setdefault(delivery.id, delivery.seq)
    assert sorted(numbers.values()) == sorted(set(numbers.values()))


@given(st.lists(st.tuples(st.sampled_from([TAKEN, REFUSED, SILENT]), st.integers(0, 200)), max_size=40))
def test_it_is_disabled_after_days_of_nothing_but_failures(attempts: list[tuple[Outcome, int]]) -> None:
    now, hook, failing_since = NOW, webhook(), None
    for outcome, hours in attempts:
        now += timedelta(hours=hours)
        hook = after_outcome(hook, outcome, now)
        failing_since = None if outcome is TAKEN else (failing_since or now)
        if failing_since and now - failing_since >= DISABLE_AFTER:
            assert (hook.disabled_at, hook.disabled_because) == (now, "failing")
            return
        assert hook.is_enabled
        assert hook.failing_since == failing_since


def test_it_is_disabled_at_once_when_it_is_gone_and_the_reason_stays() -> None:
    gone = after_outcome(webhook(), Refused(True, 410, "Gone", gone=True), NOW)
    assert (gone.disabled_at, gone.disabled_because) == (NOW, "gone")
    later = NOW + timedelta(days=9)
    assert after_outcome(gone, REFUSED, later) == after_outcome(gone, TAKEN, later) == gone
    assert disabled(gone, "owner", later) == gone
    assert enabled(gone) == webhook()


def test_two_secrets_sign_while_they_change() -> None:
    twice = rotated(rotated(webhook(), "whsec_b"), "whsec_c")
    assert twice.secrets == ("whsec_c", "whsec_b")
    assert without_old_secret(twice).secrets == ("whsec_c",)
    assert "whsec" not in repr(twice)
