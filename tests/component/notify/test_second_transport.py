"""Another transport beside email, over real HTTP: it is sent by, and tried again, as it says itself."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.ops import HttpServer
from contracts.codec import decode
from contracts.events import NotificationDelivered, NotificationFailed
from deploy.local.ports import HOST, free_ports
from services.notify.domain.city import City
from services.notify.messages import Messages
from services.notify.sender import Sender
from services.notify.store.deliveries import Deliveries
from services.notify.transports import TRANSPORTS
from services.notify.transports.email import EmailTransport
from services.notify.transports.not_configured import NotConfigured
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import Documents, plans, states
from tests.component.notify.waiting import until
from tests.unit.notify.examples import escalated, leaders_with, load_city
from tests.unit.notify.webhook import WEBHOOK, WebhookSettings, WebhookTransport


class Receiver(HttpServer):
    """Answers each path with the statuses that a test gave it, and 204 from then on."""

    def __init__(self, port: int) -> None:
        self.url = f"http://{HOST}:{port}"
        self.answers: dict[str, list[int]] = {}
        self.received: defaultdict[str, Counter[str]] = defaultdict(Counter)
        super().__init__("receiver", Starlette(routes=[Route("/{person}", self._take, methods=["POST"])]), HOST, port)

    async def _take(self, request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer k-1"
        person = request.path_params["person"]
        self.received[person][(await request.json())["id"]] += 1
        waiting = self.answers.get(person)
        return Response(status_code=waiting.pop(0) if waiting else 204)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    server = Receiver(free_ports().api)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def city(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> City:
    """Three people with a webhook each; the mayor has a mail address too."""
    monkeypatch.setitem(TRANSPORTS, WEBHOOK.name, WEBHOOK)
    contacts = {person: f'{{webhook: "{receiver.url}/{person}"}}' for person in ("roads-head", "roads-director")}
    contacts["mayor"] = f'{{webhook: "{receiver.url}/mayor", email: mayor@demo.tanggap.example}}'
    return load_city(tmp_path, {"email", "webhook"}, leaders=leaders_with(contacts))


@pytest.fixture
def webhook() -> WebhookTransport:
    return WebhookTransport(WebhookSettings(webhook_key=SecretStr("k-1")))


class Clock:
    """The time, which a test moves on instead of waiting."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move_on(self, by: timedelta) -> None:
        self._ahead += by


async def test_its_own_verdict_decides_what_is_tried_again(
    city: City, deliveries: Deliveries, webhook: WebhookTransport, receiver: Receiver, documents: Documents
) -> None:
    receiver.answers = {"roads-head": [404], "roads-director": [503], "mayor": [429]}
    events = [escalated(role=role) for role in ("unit_head", "agency_head", "mayor")]
    await deliveries.insert(plans(city, events))
    clock = Clock()
    sender = Sender(webhook, deliveries, city, Messages(city), clock)
    await sender.start()
    await until(lambda: documents.count_documents({"proof.0.outcome": "refused"}) == 3, "three refusals")
    clock.move_on(timedelta(seconds=10))
    await until(
        lambda: states(documents) == ["delivered", "delivered", "failed", "pending"], "the others are delivered"
    )
    await sender.stop()

    by_person = {each["recipient"]: each for each in documents.find({"transport": "webhook"})}
    codes = {person: [proof["code"] for proof in each["proof"]] for person, each in by_person.items()}
    assert codes == {"roads-head": [404], "roads-director": [503, 204], "mayor": [429, 204]}
    permanent = {person: each["proof"][0]["permanent"] for person, each in by_person.items()}
    assert permanent == {"roads-head": True, "roads-director": False, "mayor": False}
    assert {person: list(counted.values()) for person, counted in receiver.received.items()} == {
        "roads-head": [1], "roads-director": [2], "mayor": [2],
    }  # fmt: skip
    ends = {person: decode(each["events"][-1]["body"]) for person, each in by_person.items()}
    assert isinstance(ends["roads-head"], NotificationFailed)
    assert isinstance(ends["mayor"], NotificationDelivered)
    assert (ends["roads-head"].status, ends["mayor"].status) == ("404", "204")


async def test_each_transport_sends_its_own_deliveries(
    city: City,
    deliveries: Deliveries,
    webhook: WebhookTransport,
    email: EmailTransport,
    receiver: Receiver,
    mail_server: MailServer,
    documents: Documents,
) -> None:
    await deliveries.insert(plans(city, [escalated(role="mayor")]))
    senders = [Sender(transport, deliveries, city, Messages(city)) for transport in (email, webhook)]
    for sender in senders:
        await sender.start()
    await until(lambda: states(documents) == ["delivered", "delivered"], "both are delivered")
    for sender in senders:
        await sender.stop()
    assert [str(mail["To"]) for mail in mail_server.mails] == ["mayor@demo.tanggap.example"]
    assert receiver.received["mayor"].total() == 1


async def test_what_waits_for_a_transport_that_is_no_longer_configured_is_put_off_with_the_reason(
    city: City, deliveries: Deliveries, webhook: WebhookTransport, documents: Documents
) -> None:
    await deliveries.insert(plans(city, [escalated()]))
    stand_in = Sender(NotConfigured("webhook"), deliveries, city, Messages(city))
    await stand_in.start()
    await until(lambda: documents.count_documents({"attempts": 1}) == 1, "it is refused for now")
    await stand_in.stop()
    document = documents.find_one()
    assert document is not None
    assert (document["state"], document["proof"][0]["code"]) == ("pending", "transport_not_configured")

    clock = Clock()
    clock.move_on(timedelta(seconds=10))
    configured_again = Sender(webhook, deliveries, city, Messages(city), clock)
    await configured_again.start()
    await until(lambda: states(documents) == ["delivered"], "delivered once it is configured again")
    await configured_again.stop()
