"""Where open complaints are that a new one may repeat: one small document a cell, with the latest complaints in it.

The projection writes them when a complaint gets its first unit, and removes it when it is over; intake only looks. A
document holds `MAX_IN_CELL` complaints at most, and every method looks documents up by their ids.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from chassis.mongo import Document, Driver
from contracts.values import Point, RoutingInput
from services.complaints.domain.similarity import Candidate, cells_of, compared

MAX_IN_CELL = 20
KEPT_FOR_S = 100 * 24 * 3600
"""Seconds after which the store drops a cell in which nothing more was filed: no city looks back so far."""


class SimilarCells:
    """The cells by their keys; raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._cells = driver.collection("similar_cells")

    async def create_indexes(self) -> None:
        """Lets the store drop cells that nobody looks at any more."""
        await self._cells.create_index(["at"], expire_after_s=KEPT_FOR_S)

    async def add(self, complaints: Mapping[str, tuple[RoutingInput, str]], now: datetime) -> None:
        """Note complaints with their texts. Safe to repeat, and beside others that do the same."""
        placed = [
            (cell, _entry(complaint_id, about, text))
            for complaint_id, (about, text) in complaints.items()
            if about.mode is None
            for cell in cells_of(about)
        ]
        if not placed:
            return
        fresh: dict[str, Document] = {cell: {"_id": cell, "at": now, "complaints": []} for cell, _ in placed}
        await self._cells.insert_new(list(fresh.values()))
        await self._cells.update_each(
            [
                (
                    {"_id": cell, "complaints.id": {"$ne": entry["id"]}},
                    {"$push": {"complaints": {"$each": [entry], "$slice": -MAX_IN_CELL}}, "$set": {"at": now}},
                )
                for cell, entry in placed
            ]
        )

    async def remove(self, complaints: Mapping[str, RoutingInput]) -> None:
        """Forget complaints. One that was corrected since may stay in its old cell, and is found to be over there."""
        await self._cells.update_each(
            [
                ({"_id": cell}, {"$pull": {"complaints": {"id": complaint_id}}})
                for complaint_id, about in complaints.items()
                for cell in cells_of(about)
            ]
        )

    async def candidates(self, cells: Sequence[str]) -> dict[str, list[Candidate]]:
        """What was noted in each of these cells; there may be nothing."""
        found = await self._cells.find({"_id": {"$in": list(cells)}}, {}, limit=len(cells))
        return {each["_id"]: [_candidate(entry) for entry in each["complaints"]] for each in found}


def _entry(complaint_id: str, about: RoutingInput, text: str) -> Document:
    """All but the id in one value: a store takes far longer for many small fields than for one of the same size."""
    place = (about.point.latitude, about.point.longitude) if about.point is not None else None
    return {"id": complaint_id, "said": orjson.dumps([about.filed_at, compared(text), place, about.area])}


def _candidate(entry: Mapping[str, Any]) -> Candidate:
    filed_at, text, place, area = orjson.loads(entry["said"])
    point = None if place is None else Point.model_construct(latitude=place[0], longitude=place[1])
    return Candidate(entry["id"], datetime.fromisoformat(filed_at), text, point, area)
