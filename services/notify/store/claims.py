"""Claims: how several processes share the messages of a collection, so that each is sent by one of them."""

import uuid
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from chassis.errors import StoreUnavailable
from chassis.mongo import BEGINNING, Collection, Document
from services.notify.store.documents import Claimed

Read = Callable[[Document, str, datetime, datetime], Claimed]
"""(document, token, until, when it was due) → what was claimed."""


class Claims:
    """The claims on a collection whose documents have `transport` and, while they are to be sent, `next_attempt_at`."""

    def __init__(self, collection: Collection, read: Read) -> None:
        self._messages, self._read = collection, read
        self._is_open = False
        self._lost: dict[str, list[str]] = {}

    def open(self) -> None:
        """Called once the indexes exist: before that a look for what is due would read every message there is."""
        self._is_open = True

    async def take(
        self, transport: str, upto: datetime, until: datetime, limit: int, held: Set[str] = frozenset()
    ) -> list[Claimed]:
        """Up to `limit` messages that were due by `upto`, which nobody else sends before `until`.

        What is `held` already is left alone, though a clock that was set forwards makes its lease look run out.

        Some servers read everything that matches, whatever the limit, and all the more with a sort. So while many are
        due, keep `upto` near the oldest (`chassis.windows`): that also takes the oldest first.
        """
        if not self._is_open:
            raise StoreUnavailable("its indexes are not made yet")
        await self._give_back_lost(upto)
        due = {"transport": transport, "next_attempt_at": {"$gt": BEGINNING, "$lte": upto}}
        found = await self._messages.find(due, {"next_attempt_at": 1}, limit)
        found = [document for document in found if document["_id"] not in held]
        if not found:
            return []
        token = uuid.uuid4().hex
        due_at = {document["_id"]: document["next_attempt_at"] for document in found}
        ids = {"_id": {"$in": list(due_at)}}
        try:
            await self._messages.update_all([(ids | due, {"$set": {"claim": token, "next_attempt_at": until}})])
            documents = await self._messages.find(ids | {"claim": token}, {}, limit)
        except StoreUnavailable:
            self._lost[token] = list(due_at)
            raise
        claimed = [self._read(document, token, until, due_at[document["_id"]]) for document in documents]
        return sorted(claimed, key=lambda each: (each.due_at, each.sendable.id))

    def lose(self, claimed: Sequence[Claimed]) -> None:
        """Note what nobody will send by these claims; it is given back with the next look for what is due."""
        for each in claimed:
            self._lost.setdefault(each.token, []).append(each.sendable.id)

    async def _give_back_lost(self, now: datetime) -> None:
        """Without this, what was claimed by a command of which no answer came would wait for the end of its lease."""
        back = {"$set": {"next_attempt_at": now}, "$unset": {"claim": ""}}
        for token, ids in list(self._lost.items()):
            await self._messages.update_all([({"_id": {"$in": ids}, "claim": token}, back)])
            self._lost.pop(token, None)

    async def extend(self, claimed: Claimed, until: datetime) -> bool:
        """Hold a message for longer; False when the claim was lost."""
        ours = {"_id": claimed.sendable.id, "claim": claimed.token}
        return await self._messages.update_one(ours, {"$set": {"next_attempt_at": until}})

    async def give_back(self, until: Mapping[datetime, Sequence[Claimed]]) -> None:
        """Give back unsent what is still ours; each is due again at the time under which it stands."""
        changes = []
        for due_at, claimed in until.items():
            change: dict[str, Any] = {"$set": {"next_attempt_at": due_at}, "$unset": {"claim": ""}}
            ids: dict[str, list[str]] = {}
            for each in claimed:
                ids.setdefault(each.token, []).append(each.sendable.id)
            changes += [({"_id": {"$in": of_token}, "claim": token}, change) for token, of_token in ids.items()]
        await self._messages.update_all(changes)
