"""From the API to the endpoint and back: what is registered is signed, sent, logged, and ended when it is gone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from chassis.mongo import Driver
from services.notify.addresses import Addresses
from services.notify.api.asgi import build_api
from services.notify.application.dependencies import Dependencies
from services.notify.domain.complaint import Complaint
from services.notify.domain.delivery import Delivery
from services.notify.messages import Messages
from services.notify.sender import Sender
from services.notify.store.stores import Stores
from services.notify.store.webhook_directory import WebhookDirectory
from services.notify.transports.addresses import web_address
from services.notify.transports.webhook import WebhookSettings, WebhookTransport, new_secret
from services.notify.webhook_health import WebhookHealth
from tests.component.notify.http_receiver import Received, Receiver, answer, receiving
from tests.component.notify.waiting import eventually, until
from tests.component.webhooks.conftest import SP4N, WHATSAPP, gate
from tests.component.webhooks.planned import plan_for
from tests.unit.notify.examples import load_city

LOOPBACK = ip_network("127.0.0.1/32")
"""What the operator of these tests allows: the endpoint stands on this machine."""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as server:
        yield server


@pytest.fixture
def deps(deps: Dependencies) -> Dependencies:
    return replace(deps, check_url=partial(web_address, allowed=(LOOPBACK,)))


@pytest.fixture
async def notify(driver: Driver, deps: Dependencies, tmp_path: Path) -> AsyncIterator[WebhookDirectory]:
    """What sends, as the service has it."""
    secrets = tmp_path / "secrets.yaml"
    secrets.write_text(yaml.safe_dump({"secrets": [new_secret()]}), encoding="utf-8")
    settings = WebhookSettings(webhook_secrets_file=secrets, webhook_allowed_networks=(LOOPBACK,))
    directory, city, stores = WebhookDirectory(deps.store), load_city(tmp_path), Stores(driver)
    stores.open_for_claims()
    health = WebhookHealth(deps.store, stores.deliveries, city, directory.get, directory.wake)
    addresses = Addresses(city, deps.store.get)
    sender = Sender(WebhookTransport(settings), stores, city, addresses, Messages(city), health.note)
    for part in (directory, sender):
        await part.start()
    yield directory
    for part in (sender, directory):
        await part.stop()


@pytest.fixture
async def api(deps: Dependencies, driver: Driver) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_api(deps, gate(driver)), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=SP4N) as client:
        yield client


def verified(request: Received, *secrets: str) -> dict[str, Any]:
    """The body, provided each of the secrets has signed it."""
    for secret in secrets:
        body: dict[str, Any] = Verifier(secret).verify(request.body, request.headers)
    return body


async def test_a_channel_verifies_what_arrives_by_the_secret_it_was_shown(
    api: httpx.AsyncClient, notify: WebhookDirectory, receiver: Receiver, deps: Dependencies
) -> None:
    new = (await api.post("/v1/webhooks", json={"url": receiver.url})).json()
    path = f"/v1/webhooks/{new['id']}"
    test = (await api.post(f"{path}/test")).json()["delivery_id"]
    await until(lambda: len(receiver.received) == 1, "the test has arrived")
    (request,) = receiver.received
    assert (request.path, request.headers["webhook-id"]) == ("/hooks/1", test)
    assert verified(request, new["secret"])["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError):
        verified(request, new_secret())

    rotated = (await api.post(f"{path}/secret")).json()
    webhook = await deps.store.get(new["id"])
    assert webhook is not None
    (delivery,) = await plan_for(deps.log, webhook, 1)
    await until(lambda: len(receiver.received) == 2, "the event has arrived")
    first = receiver.received[1]
    body = verified(first, new["secret"], rotated["secret"])
    assert (body["type"], body["data"]["complaint_id"], body["data"]["seq"]) == (
        "complaint.assigned", "complaint-0", 1,
    )  # fmt: skip

    async def is_delivered() -> bool:
        shown = (await api.get(f"{path}/deliveries/{delivery.id}")).json()
        return bool(shown["state"] == "delivered")

    await eventually(is_delivered, "the log says so", within_s=15)
    shown = (await api.get(f"{path}/deliveries/{delivery.id}")).json()
    assert shown["request"] == body
    assert [attempt["code"] for attempt in shown["attempts"]] == [204]

    await api.post(f"{path}/deliveries/{delivery.id}/redeliver")
    await until(lambda: len(receiver.received) == 3, "it has arrived again")
    again = receiver.received[2]
    assert again.headers["webhook-id"] == first.headers["webhook-id"] == delivery.id
    assert again.body == first.body


async def test_a_webhook_that_says_it_is_gone_is_disabled_at_once(
    api: httpx.AsyncClient, notify: WebhookDirectory, receiver: Receiver
) -> None:
    new = (await api.post("/v1/webhooks", json={"url": receiver.url})).json()
    await until(lambda: notify.get(new["id"]) is not None, "the webhook is known")
    receiver.answer = answer(410)
    await api.post(f"/v1/webhooks/{new['id']}/test")

    async def is_disabled() -> bool:
        return bool((await api.get(f"/v1/webhooks/{new['id']}")).json()["disabled_because"] == "gone")

    await eventually(is_disabled, "it is disabled")
    await until(lambda: notify.get(new["id"]) is None, "nothing is planned for it any more")
    shown = (await api.patch(f"/v1/webhooks/{new['id']}", json={"enabled": True})).json()
    assert (shown["enabled"], shown["failing_since"]) == (True, None)
    assert datetime.fromisoformat(shown["created_at"]) <= datetime.now(UTC)


async def test_the_owner_of_a_webhook_that_is_gone_is_told_once_by_another_way(
    api: httpx.AsyncClient, notify: WebhookDirectory, receiver: Receiver, driver: Driver, tmp_path: Path
) -> None:
    new = (await api.post("/v1/webhooks", json={"url": receiver.url}, headers=WHATSAPP)).json()
    await until(lambda: notify.get(new["id"]) is not None, "the webhook is known")
    receiver.answer = answer(410)
    for _ in range(2):
        await api.post(f"/v1/webhooks/{new['id']}/test", headers=WHATSAPP)
    await until(lambda: notify.get(new["id"]) is None, "it is disabled")
    mails, now = Stores(driver).deliveries.claims, datetime.now(UTC)
    mails.open()
    (claimed,) = await mails.take("email", now, now + timedelta(minutes=1), 10)
    word = claimed.sendable
    assert isinstance(word, Delivery)
    assert (word.recipient, word.endpoint) == ("channel-whatsapp", "whatsapp@demo.tanggap.example")
    text = Messages(load_city(tmp_path)).write(word, Complaint(""), now)
    assert new["id"] in text.subject
    assert "menjawab 410" in text.plain
