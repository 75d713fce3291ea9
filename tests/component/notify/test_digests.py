"""What waits for the same hour is one mail: each delivery in one of them, whatever ends or fails in between."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pymongo import MongoClient

from contracts.events import (
    CommentAdded,
    Event,
    NotificationDelivered,
    NotificationSkipped,
)
from contracts.values import SkipReason
from services.notify.settings import NotifySettings
from services.notify.store import digests as digests_module
from services.notify.store.stores import Stores
from services.notify.transports.email import EmailTransport
from tests.component.notify.digesting import LEASE, NOON, OFFICER, Hear, SetClock, closed, events_of, news, of
from tests.component.notify.failing import FailingDriver, Killed
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import Documents, MakeSender
from tests.component.notify.waiting import until
from tests.component.recorder import recorded, scans
from tests.unit.notify.examples import NOW, escalated
from tests.unit.notify.steps import step


async def test_what_waits_is_one_mail_at_its_time(
    hear: Hear, stores: Stores, clock: SetClock, make_sender: MakeSender, email: EmailTransport,
    mail_server: MailServer, documents: Documents, digests: Documents,
) -> None:  # fmt: skip
    for number in range(3):
        clock.now = NOW + timedelta(minutes=number)
        await hear(stores, news(f"c-{number}"))
    sender = make_sender(email, clock)
    await sender.start()
    clock.now = NOON - timedelta(seconds=1)
    sender.wake()
    await asyncio.sleep(0.3)
    assert mail_server.number == 0
    clock.now = NOON
    sender.wake()
    await until(lambda: digests.count_documents({"state": "delivered"}) == 2, "both digests are out")
    await sender.stop()

    assert Counter(str(mail["To"]).partition("@")[0] for mail in mail_server.mails) == Counter(
        {"roads-officer": 1, "whatsapp": 1}
    )
    (message,) = {document["digest"] for document in documents.find({"recipient": OFFICER})}
    assert of(mail_server) == [f"<{message}@demo.tanggap.example>"]
    found = events_of(documents)
    assert found.keys() == {"c-0", "c-1", "c-2"}
    for subject, events in found.items():
        (event,) = events
        assert isinstance(event, NotificationDelivered)
        assert (event.message, event.subject, event.attempts, event.status) == (message, subject, 1, "250")
    digest = digests.find_one({"recipient": OFFICER})
    assert digest is not None
    assert (digest["counts"], digest["acts_for"], len(digest["proof"])) == ({"assigned": 3}, "roads", 1)
    assert not {"claim", "last", "next_attempt_at"} & digest.keys()


async def test_what_was_answered_meanwhile_is_taken_out_and_said(
    hear: Hear, stores: Stores, clock: SetClock, mail_server: MailServer, documents: Documents
) -> None:
    await hear(stores, [*news("c-1"), *news("c-2"), closed("c-2", NOW)])
    clock.now = NOON
    await hear.attempt(stores)
    found = events_of(documents)
    assert [type(event) for event in found["c-1"]] == [NotificationDelivered]
    (skip,) = found["c-2"]
    assert isinstance(skip, NotificationSkipped)
    assert (skip.reason, skip.wanted_role) == (SkipReason.ANSWERED_MEANWHILE, "officers")
    (mail,) = mail_server.mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.count("c-1") == 1
    assert "c-2" not in text


async def test_no_mail_leaves_when_everything_was_answered(
    hear: Hear, stores: Stores, clock: SetClock, mail_server: MailServer, documents: Documents,
    digests: Documents,
) -> None:  # fmt: skip
    await hear(stores, [*news("c-1"), closed("c-1", NOW)])
    clock.now = NOON
    assert len(await hear.attempt(stores)) == 1
    assert mail_server.number == 0
    assert [type(event) for event in events_of(documents)["c-1"]] == [NotificationSkipped]
    digest = digests.find_one({"recipient": OFFICER})
    assert digest is not None
    assert (digest["state"], "next_attempt_at" in digest) == ("skipped", False)
    assert await hear.attempt(stores) == []


@pytest.mark.parametrize("is_done", [False, True])
async def test_an_end_between_any_two_steps_leaves_one_message_and_one_end_for_each(
    hear: Hear, stores: Stores, failing: FailingDriver, clock: SetClock, mail_server: MailServer, documents: Documents,
    is_done: bool,
) -> None:  # fmt: skip
    failing.error = Killed
    dying, repeated = Stores(failing), 0
    dying.open_for_claims()
    for number in range(1, 60):
        day = NOW + timedelta(days=7 * number)
        clock.now = day
        open_, over = f"c-{number}", f"o-{number}"
        await hear(stores, [*news(open_), *news(over), closed(over, day)])
        clock.now = day.replace(hour=6, minute=0)
        failing.fail_at(number, is_done)
        try:
            await hear.attempt(dying)
            ended = False
        except Killed:
            ended = True
        clock.now += 2 * LEASE
        await hear.attempt(stores)

        (document,) = documents.find({"complaint_id": open_, "recipient": OFFICER})
        times = mail_server.received()[f"<{document['digest']}@demo.tanggap.example>"]
        repeated += times - 1
        assert times in (1, 2), number
        found = events_of(documents)
        (event,) = found[open_]
        assert isinstance(event, NotificationDelivered), number
        assert (event.message, document["state"]) == (document["digest"], "delivered")
        assert [type(event) for event in found[over]] == [NotificationSkipped]
        if not ended:
            assert number > 8, "every step was tried"
            assert repeated == (0 if is_done else 1), "only what ends between sending and keeping the result"
            return
    raise AssertionError("it never came through")


async def test_what_is_kept_before_the_digest_is_gathered_is_in_it_and_what_comes_later_is_in_the_next(
    hear: Hear, stores: Stores, clock: SetClock, mail_server: MailServer, documents: Documents
) -> None:
    await hear(stores, news("c-1"))
    clock.now = NOON
    await hear.attempt(stores)
    # An event that was planned before 13.00 and is kept only now.
    clock.now = NOON - timedelta(seconds=1)
    await hear(stores, news("c-2"))
    first, second = (documents.find_one({"complaint_id": each, "recipient": OFFICER}) for each in ("c-1", "c-2"))
    assert first is not None and second is not None
    assert second["digest"] != first["digest"]
    assert second["digest_at"] == (NOON + timedelta(days=1)).replace(hour=0, minute=30)
    clock.now = second["digest_at"]
    await hear.attempt(stores)
    assert len(of(mail_server)) == 2
    assert [type(event) for event in events_of(documents)["c-2"]] == [NotificationDelivered]


@pytest.mark.parametrize("planner_is_quicker", [True, False])
async def test_what_is_kept_while_the_digest_is_closed_is_in_exactly_one(
    hear: Hear, stores: Stores, failing: FailingDriver, clock: SetClock, mail_server: MailServer, documents: Documents,
    planner_is_quicker: bool,
) -> None:  # fmt: skip
    failing.error = Killed
    dying = Stores(failing)
    dying.open_for_claims()
    await hear(stores, news("c-1"))
    clock.now = NOON
    failing.fail_at(5)  # claimed, given back, closed, and before anything is gathered
    with pytest.raises(Killed):
        await hear.attempt(dying)
    clock.now = NOON - timedelta(seconds=1)
    if planner_is_quicker:
        await hear(stores, news("c-2"))
        clock.now = NOON + 2 * LEASE
        await hear.attempt(stores)
    else:
        failing.fail_at(4)  # planned, and before it is looked whether that came too late
        with pytest.raises(Killed):
            await _until_killed(hear, dying, failing, news("c-2"), documents)
        clock.now = NOON + 2 * LEASE
        await hear.attempt(stores)
        await hear(stores, news("c-2"))
    first, second = (documents.find_one({"complaint_id": each, "recipient": OFFICER}) for each in ("c-1", "c-2"))
    assert first is not None and second is not None
    assert (first["digest"] == second["digest"]) is not planner_is_quicker
    clock.now = NOON + timedelta(days=1)
    await hear.attempt(stores)
    assert len(of(mail_server)) == (2 if planner_is_quicker else 1)
    assert {subject: [type(event) for event in events] for subject, events in events_of(documents).items()} == {
        "c-1": [NotificationDelivered],
        "c-2": [NotificationDelivered],
    }


async def _until_killed(
    hear: Hear, dying: Stores, failing: FailingDriver, events: Sequence[Event], documents: Documents
) -> None:
    """Hear of events in a process that ends as soon as their deliveries are kept."""

    class Ends(digests_module.Digests):
        async def too_late(self, _ids: Sequence[str]) -> Any:
            raise Killed("before it looked")

    failing.fail_at(None)
    dying.digests = Ends(failing)
    await hear(dying, events)


MANY = 600
"""More than are looked at at once."""


async def test_a_digest_of_very_many_is_one_mail_and_each_delivery_ends_once(
    hear: Hear, stores: Stores, clock: SetClock, mail_server: MailServer, documents: Documents
) -> None:
    for start in range(0, MANY, 300):
        events = [event for number in range(start, start + 300) for event in news(f"c-{number:04}")]
        await hear(stores, events)
    clock.now = NOON
    await hear.attempt(stores)
    assert len(of(mail_server)) == 1
    assert documents.count_documents({"recipient": OFFICER, "state": "delivered"}) == MANY
    assert documents.count_documents({"recipient": OFFICER, "events": {"$size": 1}}) == MANY


async def test_no_query_for_digests_reads_everything(
    hear: Hear, stores: Stores, clock: SetClock, settings: NotifySettings
) -> None:
    await hear(stores, [*news("c-1"), *news("c-2"), escalated(subject="c-1"), closed("c-2", NOW)])
    clock.now = NOON
    with recorded() as sent:
        await hear.attempt(stores)
        clock.now = NOON - timedelta(seconds=1)
        await hear(stores, [step(CommentAdded, 3, subject="c-1")])
    with MongoClient[dict[str, Any]](settings.mongo_url) as client:
        assert scans(client, sent) == [], "\n".join(scans(client, sent))
