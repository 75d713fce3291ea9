"""The indexes of the complaints. Partial ones are over ranges, which every store recognises in a query."""

from services.complaints.store.documents import BEGINNING
from services.complaints.store.driver import Driver

_ANY_TEXT = {"$gt": ""}


async def create_indexes(driver: Driver) -> None:
    """Create what is missing: unique keys of intake, the open end of the outbox, and the open work of each unit."""
    complaints = driver.collection("complaints")
    await complaints.create_index(["tracking"], unique=True)
    await complaints.create_index(
        ["routing_input.channel", "request.key"], unique=True, only={"request.key": _ANY_TEXT}
    )
    await complaints.create_index(["pending_since"], only={"pending_since": {"$gt": BEGINNING}})
    await complaints.create_index(["open_unit", "routing_input.filed_at"], only={"open_unit": _ANY_TEXT})
