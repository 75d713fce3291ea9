"""The indexes of the complaints. Partial ones are over ranges, which every store recognises in a query."""

from chassis.mongo import Driver
from services.complaints.store.documents import MARKED, TO_FOLLOW

_ANY_TEXT = {"$gt": ""}


async def create_indexes(driver: Driver) -> None:
    """Create what is missing: the unique keys of intake, the open work of each unit, which is counted by shares, the
    complaints that have to follow others, looked at by shares too, and the duplicates of each.
    """
    complaints = driver.collection("complaints")
    await complaints.create_index(["tracking"], unique=True)
    await complaints.create_index(
        ["routing_input.channel", "request.key"], unique=True, only={"request.key": _ANY_TEXT}
    )
    await complaints.create_index(["same"], unique=True, only={"same": _ANY_TEXT})
    await complaints.create_index(["open_unit", "slot"], only={"open_unit": _ANY_TEXT})
    await complaints.create_index(["slot", TO_FOLLOW], only=MARKED)
    await complaints.create_index(["duplicate_of", "state"], only={"duplicate_of": _ANY_TEXT})
