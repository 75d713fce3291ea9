"""Looks up what is kept under a request's key, or says the same. Whoever sends a batch again asks hundreds of times at
once.
"""

import asyncio

from chassis.mongo import Collection, Document
from services.complaints.domain.complaint import Complaint
from services.complaints.record import Request
from services.complaints.store import StoreUnavailable

AT_ONCE = 4
"""Look-ups at a time, so that the time limit of each counts from its turn and not from when it came.

One condition for many keys would be no help: the local store takes a hundred times as long for it.
"""
_WITHOUT_HISTORY = {"other_events": 0, "events": 0, "remarks": 0, "clocks": 0, "attachments": 0}


class EarlierRequests:
    """Once the store has not answered one look-up, those that waited for their turn are refused at once."""

    def __init__(self, complaints: Collection) -> None:
        self._complaints = complaints
        self._turns, self._failures = asyncio.Semaphore(AT_ONCE), 0

    async def find(self, complaint: Complaint, request: Request) -> Document | None:
        """The document with the key of this request, or with this id where it has no key; None if there is none."""
        return await self._find(_condition(complaint, request))

    async def find_same(self, same: str) -> Document | None:
        """The document with this `same`; None if there is none any more."""
        return await self._find({"same": same})

    async def _find(self, where: dict[str, str]) -> Document | None:
        failures = self._failures
        async with self._turns:
            if self._failures > failures:
                raise StoreUnavailable("it did not answer who asked before")
            try:
                return await self._complaints.find_one(where, _WITHOUT_HISTORY)
            except StoreUnavailable:
                self._failures += 1
                raise


def _condition(complaint: Complaint, request: Request) -> dict[str, str]:
    if request.key is None:
        return {"_id": complaint.id}
    return {"routing_input.channel": complaint.routing_input.channel, "request.key": request.key}
