"""Which complaints a message was about that told of several: the projection keeps it, its link's page reads it.

Every method looks documents up by their ids. The store drops each by itself, days after its link has expired.
"""

from collections.abc import Sequence
from datetime import timedelta

from chassis.mongo import Driver
from services.complaints.record import SentMessage

KEPT_FOR = timedelta(days=8)
MAX_COMPLAINTS = 1_000
"""About so many complaints of one message are remembered: more than anybody goes through by hand."""


class MessageStore:
    """The messages by id; raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._messages = driver.collection("leader_messages")

    async def keep(self, messages: Sequence[SentMessage]) -> None:
        """Add the complaints to what is known of each message. Safe to repeat, and beside others that do the same."""
        if not messages:
            return
        fresh = {each.id: {"_id": each.id, "recipient": each.recipient, "at": each.at} for each in messages}
        await self._messages.insert_new(list(fresh.values()))
        is_not_full = {f"complaints.{MAX_COMPLAINTS - 1}": {"$exists": False}}
        await self._messages.update_each(
            [
                ({"_id": each.id, **is_not_full}, {"$addToSet": {"complaints": {"$each": list(each.complaint_ids)}}})
                for each in messages
            ]
        )

    async def complaint_ids(self, message: str, recipient: str) -> tuple[str, ...]:
        """The complaints of a message to this recipient, as far as they are known by now."""
        found = await self._messages.find_one({"_id": message})
        if found is None or found["recipient"] != recipient:
            return ()
        return tuple(found.get("complaints", ())[:MAX_COMPLAINTS])


async def create_indexes(driver: Driver) -> None:
    """Lets the store drop messages whose links have expired long since."""
    expire_after_s = int(KEPT_FOR.total_seconds())
    await driver.collection("leader_messages").create_index(["at"], expire_after_s=expire_after_s)
