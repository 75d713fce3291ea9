"""Who has finished what was assigned, without anybody's name: a document for each statement and place where it counts.

A learner is a keyed hash that is another one for everything that is assigned, so that no two of them can be compared.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.mongo import Document, Driver
from services.improvements.domain.learning.completing import Counted


@dataclass(frozen=True, slots=True)
class KeptCompletion:
    """A statement where it counts. `learner` is the hash."""

    statement: str
    counted: Counted
    learner: str
    at: datetime

    @property
    def id(self) -> str:
        """Of a statement there is one at each place."""
        return f"{self.counted.improvement}.{self.counted.number}.{self.statement}"


class CompletionStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._completions = driver.collection("learning_completions")
        self._voided = driver.collection("learning_voided")

    async def create_indexes(self) -> None:
        """They are counted by improvement actions, and found by statements."""
        await self._completions.create_index(["improvement"])
        await self._completions.create_index(["statement"])

    async def keep(self, completions: Sequence[KeptCompletion]) -> set[int]:
        """Keep those that are not kept yet; the positions of these. What was voided before they came is so at once."""
        new = await self._completions.insert_new([_document(each) for each in completions])
        statements = sorted({each.statement for each in completions})
        if statements:  # looked up after they are kept: whoever voids one meanwhile finds it
            found = await self._voided.find({"_id": {"$in": statements}}, {"_id": 1}, len(statements))
            await self._mark_voided([each["_id"] for each in found])
        return new

    async def known(self, statements: Collection[str], limit: int) -> list[KeptCompletion]:
        """What is kept of these statements. Whoever asks bounds how many they are."""
        found = (
            await self._completions.find({"statement": {"$in": sorted(statements)}}, {}, limit) if statements else []
        )
        return [_completion(each) for each in found]

    async def void(self, statements: Sequence[str]) -> set[int]:
        """These count no more, also where they come later; the positions of those that were not voided before."""
        new = await self._voided.insert_new([{"_id": each} for each in statements])
        await self._mark_voided(statements)
        return new

    async def finished(self, improvement_ids: Sequence[str]) -> dict[tuple[str, int, str], int]:
        """How many have finished, by improvement action, number and unit. Who is in two units counts in one."""
        if not improvement_ids:
            return {}
        groups = await self._completions.aggregate(
            [
                {"$match": {"improvement": {"$in": list(improvement_ids)}, "is_voided": False}},
                {"$group": {"_id": "$learner", "cell": {"$min": "$cell"}}},
                {"$group": {"_id": "$cell", "n": {"$sum": 1}}},
            ]
        )
        return {_cell_in(each["_id"]): each["n"] for each in groups}

    async def _mark_voided(self, statements: Sequence[str]) -> None:
        if statements:
            where = {"statement": {"$in": list(statements)}}
            await self._completions.update_all([(where, {"$set": {"is_voided": True}})])


def _document(kept: KeptCompletion) -> Document:
    improvement, number, unit = kept.counted
    return {
        "_id": kept.id,
        "statement": kept.statement,
        "improvement": improvement,
        "cell": f"{improvement} {number} {unit}",
        "learner": kept.learner,
        "at": kept.at,
        "is_voided": False,
    }


def _completion(document: Document) -> KeptCompletion:
    counted = Counted(*_cell_in(document["cell"]))
    return KeptCompletion(document["statement"], counted, document["learner"], document["at"])


def _cell_in(cell: str) -> tuple[str, int, str]:
    improvement, number, unit = cell.split(" ")
    return improvement, int(number), unit
