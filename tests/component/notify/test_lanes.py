"""A receiver hears the steps of a complaint in their order, whatever fails, and however many senders there are."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contracts.events import ProgressReported
from services.notify.domain.city import City
from services.notify.domain.hearing import Audience, Known, heard
from services.notify.domain.plan import Plan
from services.notify.domain.webhooks import Webhook
from services.notify.store.deliveries import Deliveries
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.webhook import WebhookTransport, new_secret
from tests.component.notify.answering import Answers, Clock
from tests.component.notify.http_receiver import Receiver
from tests.component.notify.planned import Documents, MakeSender, states
from tests.component.notify.waiting import until
from tests.unit.notify.examples import NOW, known
from tests.unit.notify.steps import step


class Lanes:
    """Complaints whose steps a webhook of the channel is told of."""

    def __init__(self, city: City, deliveries: Deliveries, store: WebhookStore, url: str) -> None:
        self._city, self._deliveries, self._store = city, deliveries, store
        self._webhook = Webhook("wh_1", "radio", url, None, (new_secret(),), NOW)

    async def tell(self, complaints: int, steps: int) -> None:
        """Plan so many steps of so many complaints, each in a lane of its own."""
        await self._store.add(self._webhook)
        all_of_them: list[Plan] = []
        now = datetime.now(UTC)
        audience = Audience(self._city, (self._webhook,), NOW - timedelta(days=1))
        for number in range(complaints):
            subject = f"c-{number}"
            complaint = Known(replace(known(channel="radio"), id=subject, seq=1))
            for seq in range(2, steps + 2):
                event = step(ProgressReported, seq, subject=subject, id=f"{subject}-{seq}")
                complaint, planned = heard(complaint, event, audience, now)
                all_of_them += planned
        await self._deliveries.insert(all_of_them)


@pytest.fixture
def lanes(city: City, deliveries: Deliveries, webhooks: WebhookStore, receiver: Receiver) -> Lanes:
    return Lanes(city, deliveries, webhooks, receiver.url)


def numbers(receiver: Receiver, documents: Documents) -> dict[str, list[int]]:
    """By complaint the numbers of its steps in the order in which the receiver got them first."""
    by_id = {each["_id"]: each for each in documents.find({"lane": {"$ne": None}})}
    found: dict[str, list[int]] = {}
    for each in receiver.received:
        document = by_id[each.headers["webhook-id"]]
        found.setdefault(document["complaint_id"], []).append(document["lane_seq"])
    return found


async def test_a_receiver_gets_the_steps_of_a_complaint_in_their_order_from_several_senders(
    make_sender: MakeSender, lanes: Lanes, webhook: WebhookTransport, receiver: Receiver, documents: Documents
) -> None:
    await lanes.tell(complaints=10, steps=12)
    for _ in range(2):
        await make_sender(webhook).start()
    await until(lambda: states(documents) == ["delivered"] * 120, "all delivered", within_s=60)
    assert numbers(receiver, documents) == {f"c-{n}": list(range(1, 13)) for n in range(10)}


async def test_nothing_overtakes_a_step_that_fails_for_now(
    make_sender: MakeSender, lanes: Lanes, webhook: WebhookTransport, receiver: Receiver, answers: Answers,
    documents: Documents,
) -> None:  # fmt: skip
    answers.give("1", 503, 204)
    await lanes.tell(complaints=1, steps=3)
    clock = Clock()
    sender = make_sender(webhook, clock)
    await sender.start()
    await until(lambda: documents.count_documents({"attempts": 1, "state": "pending"}) == 1, "the first one fails")
    clock.move_on(timedelta(seconds=2))
    sender.wake()
    await asyncio.sleep(0.5)
    assert numbers(receiver, documents) == {"c-0": [1]}
    clock.move_on(timedelta(seconds=10))
    sender.wake()
    await until(lambda: states(documents) == ["delivered"] * 3, "all delivered")
    assert numbers(receiver, documents) == {"c-0": [1, 1, 2, 3]}


async def test_what_follows_on_a_step_that_fails_for_good_is_sent(
    make_sender: MakeSender, lanes: Lanes, webhook: WebhookTransport, receiver: Receiver, answers: Answers,
    documents: Documents,
) -> None:  # fmt: skip
    answers.give("1", 404, 204)
    await lanes.tell(complaints=1, steps=3)
    await make_sender(webhook).start()
    await until(lambda: states(documents) == ["delivered", "delivered", "failed"], "the others are delivered")
    assert numbers(receiver, documents) == {"c-0": [1, 2, 3]}
