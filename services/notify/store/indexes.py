"""The indexes of the deliveries. Partial ones are over ranges, which every store recognises in a query."""

from chassis.mongo import BEGINNING, Driver
from services.notify.store.outbox import outbox


async def create_indexes(driver: Driver) -> None:
    """Create what is missing: what is due, by time (what is concluded has no next attempt), and the open outbox."""
    due = {"next_attempt_at": {"$gt": BEGINNING}}
    await driver.collection("deliveries").create_index(["transport", "next_attempt_at"], only=due)
    await outbox(driver).create_index()
