"""Who may send a delivery just now: through crashes, lost claims, a second process and a stop."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import StoreUnavailable
from chassis.mongo import Driver
from chassis.process import cancel
from services.notify.domain.city import City
from services.notify.sender import Sender
from services.notify.store.deliveries import Deliveries
from services.notify.store.stores import Stores
from services.notify.transports.email import EmailTransport
from tests.component.notify.failing import FailingDriver
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import Documents, MakeSender, many, plans, states
from tests.component.notify.waiting import until
from tests.unit.notify.examples import escalated


class StopsBeforeRecording(Deliveries):
    """The real store, of a process that ends at this very step: the mail is out, its result is not kept."""

    reached: asyncio.Event

    async def record(self, *_: Any) -> int:
        self.reached.set()
        await asyncio.Event().wait()
        return 0


async def test_it_repeats_a_mail_under_the_same_id_after_a_crash_before_the_record(
    make_sender: MakeSender, city: City, driver: Driver, deliveries: Deliveries, email: EmailTransport,
    mail_server: MailServer, documents: Documents,
) -> None:  # fmt: skip
    await deliveries.insert(plans(city, [escalated()]))
    stopping = StopsBeforeRecording(driver)
    stopping.reached = asyncio.Event()
    stores = Stores(driver)
    stores.deliveries = stopping
    stores.open_for_claims()
    await make_sender(email, kept=stores).start()
    await stopping.reached.wait()
    for task in asyncio.all_tasks():
        if task.get_name().startswith("email-sender"):
            await cancel(task)

    ahead = [timedelta(0)]
    clock = lambda: datetime.now(UTC) + ahead[0]  # noqa: E731 -- here a clock is a value that is handed over
    restarted = make_sender(email, clock)
    await restarted.start()
    await asyncio.sleep(0.5)
    assert mail_server.number == 1, "the dead process's lease is respected"
    ahead[0] = timedelta(seconds=60)
    await until(lambda: states(documents) == ["delivered"], "delivered after the lease ran out")
    await restarted.stop()

    assert list(mail_server.received().values()) == [2]


async def test_it_lets_no_process_record_after_its_claim_was_taken_over(
    city: City, deliveries: Deliveries, documents: Documents
) -> None:
    (delivery,) = await deliveries.insert(plans(city, [escalated()]))
    now = datetime.now(UTC)
    (overtaken,) = await deliveries.claims.take("email", now, now + timedelta(seconds=1), 10)
    assert await deliveries.claims.take("email", now, now + timedelta(seconds=1), 10) == []
    later = now + timedelta(seconds=2)
    (taken_over,) = await deliveries.claims.take("email", later, later + timedelta(seconds=30), 10)

    failed, delivered = replace(delivery, state="failed"), replace(delivery, state="delivered")
    proof = {"at": now}
    assert await deliveries.record([(overtaken, failed, proof, None)]) == 0
    await deliveries.claims.give_back({now: [overtaken]})
    assert not await deliveries.claims.extend(overtaken, later)
    assert await deliveries.record([(taken_over, delivered, proof, None)]) == 1
    assert await deliveries.record([(taken_over, failed, proof, None)]) == 0
    assert states(documents) == ["delivered"]


@pytest.mark.parametrize("is_done", [False, True])
async def test_what_was_claimed_without_an_answer_is_due_again_at_once(
    city: City, deliveries: Deliveries, failing: FailingDriver, is_done: bool
) -> None:
    await deliveries.insert(plans(city, many(3)))
    claims = Deliveries(failing).claims
    claims.open()
    now = datetime.now(UTC)
    failing.fail_at(1, is_done)
    with pytest.raises(StoreUnavailable):
        await claims.take("email", now, now + timedelta(hours=1), 10)
    claimed = await claims.take("email", now, now + timedelta(hours=1), 10)
    assert len(claimed) == 3
    claims.lose(claimed[:2])
    assert len(await claims.take("email", now, now + timedelta(hours=1), 10)) == 2


async def test_two_senders_send_nothing_twice(
    make_sender: MakeSender,
    city: City,
    deliveries: Deliveries,
    email: EmailTransport,
    mail_server: MailServer,
    documents: Documents,
) -> None:
    await deliveries.insert(plans(city, many(150)))
    both = [make_sender(email) for _ in range(2)]
    for each in both:
        await each.start()
    await until(lambda: states(documents) == ["delivered"] * 150, "all delivered", within_s=30)
    for each in both:
        await each.stop()
    assert len(mail_server.received()) == 150
    assert set(mail_server.received().values()) == {1}


async def test_it_finishes_what_is_in_hand_and_gives_back_the_rest_when_stopped(
    city: City, deliveries: Deliveries, sender: Sender, mail_server: MailServer, documents: Documents
) -> None:
    mail_server.slow_s = 0.2
    await deliveries.insert(plans(city, many(60)))
    await sender.start()
    await until(lambda: mail_server.number >= 8, "the first mails")
    await sender.stop()

    sent = mail_server.number
    assert 8 <= sent < 60
    assert states(documents) == ["delivered"] * sent + ["pending"] * (60 - sent)
    assert len(await deliveries.claims.take("email", datetime.now(UTC), datetime.now(UTC), 100)) == 60 - sent
