"""When a transport has failed for good, the next one by which the recipient is reached begins anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.notify.domain.delivery import Delivery, Digest, Sendable
from services.notify.domain.fallback import IN_TIME, fallen_back, gone_on
from tests.unit.notify.examples import load_city

NOW = datetime(2026, 3, 2, 3, 15, tzinfo=UTC)
DELIVERY = Delivery(
    "d", "d", "c-1", "e", NOW, "mayor", "webhook", "https://x.example/", "en", "escalated", 1, {}, NOW, None,
    state="failed", attempts=10, fallbacks=("apprise", "email"),
)  # fmt: skip
DIGEST = Digest(
    "g", "mayor", "webhook", "https://x.example/", "en", NOW, NOW, "failed", 10, fallbacks=("apprise", "email")
)
ADDRESSES = {("mayor", "apprise"): "ntfy://x", ("mayor", "email"): "mayor@x.example"}


def address_of(recipient: str, transport: str) -> str | None:
    return ADDRESSES.get((recipient, transport))


@pytest.mark.parametrize(
    "begun", [fallen_back(DELIVERY, address_of, NOW), fallen_back(DIGEST, address_of, NOW)], ids=["delivery", "digest"]
)
def test_the_next_transport_begins_anew(begun: Delivery | Digest | None) -> None:
    assert begun is not None
    assert (begun.transport, begun.endpoint, begun.fallbacks) == ("apprise", "ntfy://x", ("email",))
    assert (begun.state, begun.attempts, begun.next_attempt_at) == ("pending", 0, NOW)


def test_a_transport_without_an_address_today_is_passed_over() -> None:
    begun = fallen_back(DELIVERY, lambda whom, by: None if by == "apprise" else address_of(whom, by), NOW)
    assert begun is not None
    assert (begun.transport, begun.fallbacks) == ("email", ())


@pytest.mark.parametrize(
    "message",
    [replace(DELIVERY, state="pending"), replace(DELIVERY, state="delivered"), replace(DELIVERY, fallbacks=())],
)
def test_nothing_follows_on_what_has_not_failed_or_on_the_last_one(message: Sendable) -> None:
    assert isinstance(message, Delivery)
    assert fallen_back(message, address_of, NOW) is None


OF_A_CHANNEL = replace(
    DELIVERY, recipient="channel-whatsapp", template="resolved", level=None, fallbacks=("email",), lane="wh_1:c-1"
)


def test_what_a_channels_system_did_not_take_waits_for_the_digest_of_its_people(tmp_path: Path) -> None:
    city = load_city(tmp_path)
    before = city.hours("channel-whatsapp").next_digest(NOW)
    for now in (NOW, before - IN_TIME - timedelta(seconds=1)):
        after = gone_on(OF_A_CHANNEL, city, now)
        assert after is not None
        assert (after.transport, after.next_attempt_at, after.digest_at, after.lane) == ("email", None, before, None)
    too_late = gone_on(OF_A_CHANNEL, city, before - IN_TIME)
    assert too_late is not None
    assert too_late.digest_at == city.hours("channel-whatsapp").next_digest(before)


@pytest.mark.parametrize(
    "alone",
    [
        replace(OF_A_CHANNEL, urgent=True),
        replace(OF_A_CHANNEL, subject_id=""),
        replace(DELIVERY, recipient="mayor", fallbacks=("email",), acts_for="city"),
    ],
    ids=["life or safety", "about no complaint", "a leader's"],
)
def test_other_messages_go_on_at_once(tmp_path: Path, alone: Delivery) -> None:
    after = gone_on(alone, load_city(tmp_path), NOW)
    assert after is not None
    assert (after.transport, after.next_attempt_at, after.digest) == ("email", NOW, None)
