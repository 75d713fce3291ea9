"""Which dead letters are meant, and what a delivery becomes that is tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.notify.domain.complaint import Complaint
from services.notify.domain.dead_letters import NEXT_DIGEST, Entry, Wanted, retried
from services.notify.domain.webhooks import Webhook, planned
from tests.unit.notify.examples import COMPLAINT, NOW, assigned

LETTER = Entry("complaints/0/7", "complaints", NOW, "invalid_event", "sla", COMPLAINT)
DELIVERY = Entry("deliveries/d", "deliveries", NOW, "550", "email", COMPLAINT, "mayor", 10)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (Wanted(), [LETTER, DELIVERY]),
        (Wanted(topic="complaints"), [LETTER]),
        (Wanted(topic="deliveries"), [DELIVERY]),
        (Wanted(reason="550"), [DELIVERY]),
        (Wanted(transport="email"), [DELIVERY]),
        (Wanted(transport="sla"), []),
        (Wanted(recipient="mayor"), [DELIVERY]),
        (Wanted(recipient="mayor", reason="551"), []),
        (Wanted(since=NOW), [LETTER, DELIVERY]),
        (Wanted(since=NOW + timedelta(seconds=1)), []),
    ],
)
def test_what_is_meant_fulfils_every_condition(wanted: Wanted, chosen: list[Entry]) -> None:
    assert wanted.chosen([LETTER, DELIVERY]) == chosen


def test_a_delivery_begins_anew_at_once_or_with_the_others_of_its_digest() -> None:
    webhook = Webhook("wh_one", "whatsapp", "https://channel.example/", None, ("whsec_a",), NOW)
    told = planned(assigned(), Complaint(COMPLAINT, channel="whatsapp"), [webhook], NOW, language="id")
    failed = replace(told.deliveries[0], state="failed", attempts=10, next_attempt_at=None)
    later = NOW + timedelta(days=4)

    alone = retried(failed, later)
    assert (alone.state, alone.attempts, alone.next_attempt_at, alone.digest) == ("pending", 0, later, None)
    assert (alone.id, alone.lane, alone.seq) == (failed.id, failed.lane, failed.seq)

    one, other = (retried(replace(failed, id=id, digest="old", digest_at=NOW), later) for id in ("a", "b"))
    assert one.digest == other.digest != "old"
    assert (one.digest_at, one.next_attempt_at) == (later + NEXT_DIGEST, None)
