"""The observations of complaints: one small document each, found by the complaint's id, and by its day of filing.

They are read by day: see `places`.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import TypeAdapter

from chassis.errors import TemporarilyUnavailable
from chassis.mongo import Document, Driver
from services.improvements.domain.gathering import Gathered
from services.improvements.domain.observations import Observation
from services.improvements.store.places import all_of, index_places, place_of

_GATHERED = TypeAdapter(Gathered)
_OBSERVATION = TypeAdapter(Observation)


class ObservationsChanged(TemporarilyUnavailable):
    """Another process has changed an observation since it was read: the same events are to be taken again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a complaint. `revision` is that of what is kept, 0 for nothing."""

    gathered: Gathered
    revision: int = 0


class ObservationStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._observations = driver.collection("observations")

    async def create_indexes(self) -> None:
        """What is not counted has no place."""
        await index_places(self._observations)

    async def load(self, complaints: Iterable[str]) -> dict[str, Kept]:
        """What is known of each of these; of an unknown one only its id."""
        ids = sorted(set(complaints))
        found = (
            await self._observations.find({"_id": {"$in": ids}}, {"known": 1, "revision": 1}, len(ids)) if ids else []
        )
        known = {each["_id"]: Kept(_GATHERED.validate_json(bytes(each["known"])), each["revision"]) for each in found}
        return {each: Kept(Gathered(each)) for each in ids} | known

    async def save(self, changes: Sequence[tuple[Kept, Gathered, Observation | None]]) -> None:
        """Keep what is known now, provided it still was as it was read; raises `ObservationsChanged`."""
        new = [_document(after, observation, 1) for before, after, observation in changes if not before.revision]
        kept = await self._observations.insert_new(new)
        replaced = [
            ({"_id": after.complaint, "revision": before.revision}, _document(after, observation, before.revision + 1))
            for before, after, observation in changes
            if before.revision
        ]
        if len(kept) < len(new) or await self._observations.replace_each(replaced) < len(replaced):
            raise ObservationsChanged("an observation was changed by another process meanwhile")

    async def known(self, complaints: Collection[str]) -> set[str]:
        """Those of these complaints that are known. Whoever asks bounds how many they are."""
        ids = list(complaints)
        return {each["_id"] for each in await self._observations.find({"_id": {"$in": ids}}, {"_id": 1}, len(ids))}

    async def between(self, first: date, last: date) -> AsyncIterator[Observation]:
        """The observations of complaints that were filed on these days or between them, day by day."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            async for each in all_of(self._observations, day.isoformat(), "observation"):
                yield _OBSERVATION.validate_json(bytes(each["observation"]))


def _document(gathered: Gathered, observation: Observation | None, revision: int) -> Document:
    document: Document = {
        "_id": gathered.complaint,
        "revision": revision,
        "known": _GATHERED.dump_json(gathered, exclude_defaults=True),
    }
    if observation is not None:
        document |= {
            "place": place_of(observation.filed_on.isoformat(), gathered.complaint),
            "observation": _OBSERVATION.dump_json(observation, exclude_defaults=True),
        }
    return document
