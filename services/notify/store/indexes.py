"""The index of the deliveries. It is over a range, which every store recognises in a query."""

from chassis.mongo import BEGINNING, Driver


async def create_indexes(driver: Driver) -> None:
    """Create what is missing: what is due by each transport, by time. What is concluded has no next attempt."""
    due = {"next_attempt_at": {"$gt": BEGINNING}}
    await driver.collection("deliveries").create_index(["transport", "next_attempt_at"], only=due)
