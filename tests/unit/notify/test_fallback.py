"""When a transport has failed for good, the next one by which the recipient is reached begins anew."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.notify.domain.delivery import Delivery, Digest, Sendable
from services.notify.domain.fallback import fallen_back

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
