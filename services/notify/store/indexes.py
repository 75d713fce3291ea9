"""The indexes of notify's collections. Those over a range are recognised by every store in a query."""

from chassis.mongo import BEGINNING, Driver
from services.notify.store.dead_letters import HandledDeadLetters
from services.notify.store.first_of_day import KEPT_FOR
from services.notify.store.webhook_log import OF_WEBHOOKS
from services.notify.store.webhooks import WebhookStore

_DUE = {"next_attempt_at": {"$gt": BEGINNING}}
_ANY_TEXT = {"$gt": ""}


async def create_indexes(driver: Driver) -> None:
    """Create what is missing. What is concluded has no next attempt, nor is it in a digest, so these stay small."""
    deliveries, digests = driver.collection("deliveries"), driver.collection("digests")
    await deliveries.create_index(["transport", "next_attempt_at"], only=_DUE)
    await deliveries.create_index(["lane", "next_attempt_at"], only=_DUE)
    await deliveries.create_index(["waits_for"], only={"waits_for": _ANY_TEXT})
    await deliveries.create_index(["held_by", "slot"], only={"held_by": _ANY_TEXT})
    await deliveries.create_index(["failed_at"], only={"failed_at": {"$gt": BEGINNING}})
    await deliveries.create_index(["webhook", "planned_at"], only={"webhook": OF_WEBHOOKS})
    await digests.create_index(["transport", "next_attempt_at"], only=_DUE)
    await driver.collection("complaints").create_index(["waiting_since"], only={"waiting_since": {"$gt": BEGINNING}})
    await driver.collection("complaints").create_index(["forget_at"], expire_after_s=0)
    kept_for_s = int(KEPT_FOR.total_seconds())
    await driver.collection("firsts_of_day").create_index(["at"], expire_after_s=kept_for_s)
    await WebhookStore(driver).create_indexes()
    await HandledDeadLetters(driver).create_indexes()
