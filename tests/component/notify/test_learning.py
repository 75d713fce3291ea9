"""A learning system's webhook gets what is to be learned: signed, numbered, and about the improvement action."""

import orjson
from standardwebhooks.webhooks import Webhook as Verifier

from services.notify.domain.city import City
from services.notify.domain.hearing import Audience, Known, released
from services.notify.domain.improvement import Improvement
from services.notify.domain.webhooks import Webhook
from services.notify.store.deliveries import Deliveries
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.webhook import WebhookTransport, new_secret
from tests.component.notify.http_receiver import Receiver
from tests.component.notify.planned import Documents, MakeSender, states
from tests.component.notify.waiting import until
from tests.unit.notify.examples import NOW
from tests.unit.notify.test_learning import ASKS, ASSIGNED


async def test_it_arrives_signed_and_names_the_improvement(
    make_sender: MakeSender,
    city: City,
    deliveries: Deliveries,
    webhooks: WebhookStore,
    webhook: WebhookTransport,
    receiver: Receiver,
    documents: Documents,
) -> None:
    secret = new_secret()
    endpoint = Webhook("wh_lms", "radio", receiver.url, ASKS, (secret,), NOW)
    await webhooks.add(endpoint)
    waiting = Known(Improvement("imp-1"), (ASSIGNED,), NOW)
    _, plans = released(waiting, Audience(city, (endpoint,), NOW), NOW)
    await deliveries.insert(plans)
    await make_sender(webhook).start()
    await until(lambda: states(documents) == ["delivered"], "delivered", within_s=60)
    (got,) = receiver.received
    Verifier(secret).verify(got.body, got.headers)
    said = orjson.loads(got.body)
    assert said["type"] == "improvement.learning_assigned"
    assert (said["data"]["improvement_id"], said["data"]["seq"], said["data"]["number"]) == ("imp-1", 1, 1)
    assert said["data"]["units"] == [{"unit": "roads", "people": 24}]
