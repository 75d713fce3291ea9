"""Finds complaints for everybody, as public lists show them: those of a sandbox channel it alone is shown."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import about
from services.complaints.domain.listings import EVERYBODY, before, beyond, changed_at, listing, owner_of
from services.complaints.record import Record

MAX_LISTED = 1_000
MAX_CHANGED = 2_000


_CLOCKS_DIFFER = timedelta(hours=1)
"""Another process may have written with a clock that runs ahead of this one's."""


@dataclass(frozen=True, slots=True)
class TooMany:
    """More have changed than one answer may look at."""


@dataclass(frozen=True, slots=True)
class PublicQuery:
    """Complaints filed from `since` to `until`, both included, that are open, over, or one of both.

    Of all categories when none is named. `reader` is the channel that asks, if one does.
    """

    since: datetime
    until: datetime
    is_open: tuple[bool, ...] = (True, False)
    categories: tuple[str, ...] = ()
    reader: str | None = None


async def list_public(wanted: PublicQuery, deps: Dependencies) -> AsyncIterator[Record]:
    """The newest `MAX_LISTED` of them, the newest first, read while they are asked for."""
    lists = [listing(*each) for each in product(_owners(wanted.reader), wanted.is_open, wanted.categories or ("",))]
    async for record in deps.store.listed(lists, before(wanted.until), beyond(wanted.since), MAX_LISTED):
        yield record


async def changed_since(since: datetime, reader: str | None, deps: Dependencies) -> list[Record] | TooMany:
    """All that have changed since then, the oldest change first."""
    upto = changed_at(deps.clock() + _CLOCKS_DIFFER)
    found = [each async for each in deps.store.changed(_owners(reader), changed_at(since), upto, MAX_CHANGED + 1)]
    return TooMany() if len(found) > MAX_CHANGED else found


async def public_with_ids(ids: Sequence[str], reader: str | None, deps: Dependencies) -> AsyncIterator[Record]:
    """Those of these complaints that there are, in their order, read while they are asked for."""
    async for record in deps.store.with_ids(list(dict.fromkeys(ids))):
        if _is_shown(record, reader):
            yield record


async def public_with_id(complaint_id: str, reader: str | None, deps: Dependencies) -> Record | None:
    """The complaint with this id; None when there is none, or not for this reader."""
    record = await deps.store.get(complaint_id)
    if record is None or not _is_shown(record, reader):
        return None
    about(record.complaint.id)
    return record


def _owners(reader: str | None) -> tuple[str, ...]:
    return (EVERYBODY, reader) if reader else (EVERYBODY,)


def _is_shown(record: Record, reader: str | None) -> bool:
    return owner_of(record.complaint) in (EVERYBODY, reader)
