"""Complaints that arrive together are written with one command: many small writes cost a store far more than one."""

import asyncio
from collections.abc import Mapping

from chassis.errors import StoreUnavailable
from chassis.mongo import Collection, Document
from chassis.process import spawn

MAX_BATCH = 100
MAX_WAITING = 2_000
"""Beyond this the store is far behind; refusing at once is better than a late refusal."""


class InsertBatch:
    """Each caller waits for its own document's outcome; none waits longer than `timeout_s`."""

    def __init__(self, collection: Collection, timeout_s: float) -> None:
        self._collection, self._timeout_s = collection, timeout_s
        self._waiting: list[tuple[Document, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def insert(self, document: Document) -> None:
        """Return when the document is durably kept; raises `Duplicate`, `StoreUnavailable` or what is wrong with it."""
        if len(self._waiting) >= MAX_WAITING:
            raise StoreUnavailable("too many complaints wait to be written")
        outcome = asyncio.get_running_loop().create_future()
        self._waiting.append((document, outcome))
        if self._writer is None or self._writer.done():
            self._writer = spawn("insert batch", self._write_all(), may_end=True)
        try:
            async with asyncio.timeout(self._timeout_s):
                await outcome
        except TimeoutError as error:
            raise StoreUnavailable(f"not written within {self._timeout_s} s") from error

    async def _write_all(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            batch = [(document, outcome) for document, outcome in taken if not outcome.done()]
            if batch:
                await self._write(batch)

    async def _write(self, batch: list[tuple[Document, asyncio.Future[None]]]) -> None:
        faults: Mapping[int, Exception]
        try:
            faults = await self._collection.insert_many([document for document, _ in batch])
        except Exception as error:  # each caller gets it, whatever it is
            faults = dict.fromkeys(range(len(batch)), error)
        for position, (_, outcome) in enumerate(batch):
            _settle(outcome, faults.get(position))


def _settle(outcome: asyncio.Future[None], fault: Exception | None) -> None:
    if outcome.done():
        return
    if fault is None:
        outcome.set_result(None)
    else:
        outcome.set_exception(fault)
