"""The indexes of the complaints. Partial ones are over ranges, which every store recognises in a query."""

from chassis.mongo import Driver
from services.complaints.store.groups import create_group_index
from services.complaints.store.orders import ORDERS
from services.complaints.store.samples import Samples

_ANY_TEXT = {"$gt": ""}


async def create_indexes(driver: Driver) -> None:
    """Create what is missing: the unique keys of intake, among which is what the same text is known by, the
    groups that are read by shares, the lists and their samples, and the rows that are published, by month.
    """
    complaints = driver.collection("complaints")
    await complaints.create_index(["tracking"], unique=True)
    await complaints.create_index(
        ["routing_input.channel", "request.key"], unique=True, only={"request.key": _ANY_TEXT}
    )
    await complaints.create_index(["same"], unique=True, only={"same": _ANY_TEXT})
    await create_group_index(driver)
    for order in ORDERS:
        await order.create_index(driver)
    await Samples(driver).create_indexes()
    await driver.collection("published_rows").create_index(["place"])
