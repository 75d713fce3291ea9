"""The nonces of signed requests, each of which counts once: in the store, so that all processes agree."""

import secrets
from datetime import datetime

from chassis.access.signatures import REMEMBERED_FOR
from chassis.mongo import Driver


class NonceStore:
    """A document for each nonce, which the store drops when no signature with it can count any more.

    `driver` is on the database of access. Every method raises `StoreUnavailable` when the store does not answer.
    """

    def __init__(self, driver: Driver) -> None:
        self._nonces = driver.collection("nonces")

    async def create_indexes(self) -> None:
        """Let the store drop what is over. Safe to repeat."""
        await self._nonces.create_index(["forget_at"], expire_after_s=0)

    async def use(self, channel: str, nonce: str, now: datetime) -> bool:
        """Whether the nonce is used for the first time, which it is by this call. Channels have nonces of their own.

        A driver that repeats a write can meet its own first one: the mark tells that from somebody else's.
        """
        id, mark = f"{channel}:{nonce}", secrets.token_hex(8)
        if await self._nonces.insert_new([{"_id": id, "mark": mark, "forget_at": now + REMEMBERED_FOR}]):
            return True
        kept = await self._nonces.find_one({"_id": id}, {"mark": 1})
        return kept is not None and kept["mark"] == mark
