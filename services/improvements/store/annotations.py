"""What units say about their figures: a document for each note, found by the days that it is about."""

from datetime import date, datetime

from pydantic import TypeAdapter

from chassis.mongo import Document, Driver
from services.improvements.domain.performance.periods import Period
from services.improvements.domain.unit_notes import MAX_NOTES, UnitNote

MAX_FOUND = 5_000
"""Notes of all units that are read at a time: each unit may have `MAX_NOTES` about a period."""
_NOTE = TypeAdapter(UnitNote)


class AnnotationStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._annotations = driver.collection("annotations")

    async def create_indexes(self) -> None:
        """They are read by the year, and by unit where a new one is written."""
        await self._annotations.create_index(["year"])
        await self._annotations.create_index(["unit", "period"])

    async def number(self, unit: str, period: str) -> int:
        """How many notes a unit has about a period, at most `MAX_NOTES`."""
        return len(await self._annotations.find({"unit": unit, "period": period}, {"_id": 1}, MAX_NOTES))

    async def keep(self, note: UnitNote, by: str, at: datetime) -> bool:
        """Keep a note, with who wrote it for those who look after the store; False when it is kept already."""
        document: Document = {
            "_id": note.id,
            "unit": note.unit,
            "period": note.period.name,
            "year": note.period.period.first.year,
            "body": _NOTE.dump_json(note),
            "by": by,
            "at": at,
        }
        return bool(await self._annotations.insert_new([document]))

    async def has(self, note_id: str) -> bool:
        """Whether a note is kept."""
        return await self._annotations.find_one({"_id": note_id}, {"_id": 1}) is not None

    async def about(self, period: Period) -> list[UnitNote]:
        """The notes of all units whose days overlap a period within a year, in the order of units."""
        found = await self._annotations.find({"year": period.first.year}, {"body": 1}, MAX_FOUND)
        notes = (_NOTE.validate_json(bytes(each["body"])) for each in found)
        return sorted(
            (each for each in notes if period.overlaps(each.period.period.first, each.period.period.last)),
            key=lambda each: (each.unit, _beginning(each), each.id),
        )


def _beginning(note: UnitNote) -> date:
    return note.period.period.first
