"""Finds complaints for those who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import structlog

from services.complaints.application.dependencies import Dependencies
from services.complaints.domain.rights import THE_COMPLAINANT, THE_FOLLOWER, Principal, may_see
from services.complaints.domain.rules import possible_actions
from services.complaints.record import Record, UnitCount
from services.complaints.store.unit_days import DayCount

MAX_DUPLICATES = 100
"""Ids of duplicates that are shown of one complaint."""


@dataclass(frozen=True, slots=True)
class Found:
    """A complaint with what its reader may do with it now.

    `original` is the one whose way it goes, if it was merged; `duplicates` are the ids of those that go its way, for
    people of the city.
    """

    name: ClassVar[str] = "found"
    record: Record
    reader: Principal
    possible_actions: tuple[str, ...]
    original: Record | None = None
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotFound:
    """There is no such complaint."""

    name: ClassVar[str] = "not_found"


@dataclass(frozen=True, slots=True)
class NotYours:
    """It is not theirs to see. Who asks from outside must not be able to tell this from `NotFound`."""

    name: ClassVar[str] = "not_yours"


@dataclass(frozen=True, slots=True)
class Mistyped:
    """No complaint can have this code, whichever complaints there are: it is not even written as a code."""

    name: ClassVar[str] = "mistyped"


async def read(complaint_id: str, reader: Principal, deps: Dependencies) -> Found | NotFound | NotYours:
    """The complaint with this id."""
    found = await find(complaint_id, reader, deps)
    return await _for_reader(found, reader, deps) if isinstance(found, Record) else found


async def find(complaint_id: str, reader: Principal, deps: Dependencies) -> Record | NotFound | NotYours:
    """The complaint with this id as it is kept."""
    record = await deps.store.get(complaint_id)
    if record is None:
        return NotFound()
    if not may_see(reader, record.complaint, deps.city):
        return NotYours()
    about(record.complaint.id)
    return record


async def track(code: str, deps: Dependencies) -> Found | NotFound | Mistyped:
    """The complaint with this tracking code, however it was typed: who has the code is its complainant."""
    digest = deps.codes.digest(code)
    if digest is None:
        return Mistyped()
    record = await deps.store.by_tracking(digest)
    if record is None:
        return NotFound()
    about(record.complaint.id)
    reader = THE_FOLLOWER if record.complaint.is_follower else THE_COMPLAINANT
    return await _for_reader(record, reader, deps)


async def count_open(units: Iterable[str], deps: Dependencies) -> dict[str, UnitCount]:
    """How much each of these units has open; a unit that was never counted is left out."""
    return await deps.store.counts(units)


async def counted_on(units: Iterable[str], day: date, deps: Dependencies) -> dict[str, DayCount]:
    """How much each of these units had open at the end of a day of the city; a unit not counted then is left out."""
    return await deps.store.unit_days.of(units, day)


def about(complaint_id: str, event_id: str | None = None) -> None:
    """Let every further log line name the complaint, and the event that was emitted about it: ones that there are, for
    callers send anything.
    """
    structlog.contextvars.bind_contextvars(complaint_id=complaint_id)
    if event_id is not None:
        structlog.contextvars.bind_contextvars(event_id=event_id)


async def _for_reader(record: Record, reader: Principal, deps: Dependencies) -> Found:
    complaint = record.complaint
    original = await deps.store.get(complaint.duplicate_of) if complaint.duplicate_of is not None else None
    duplicates: list[str] = []
    if complaint.has_duplicates and reader.rights.is_staff:
        duplicates = await deps.store.duplicates.ids_of(complaint.id, MAX_DUPLICATES)
    possible = possible_actions(complaint, reader, deps.clock(), deps.city)
    return Found(record, reader, possible, original, tuple(duplicates))
