"""Removes files that no complaint names: what a process leaves that dies between keeping a file and naming it."""

from datetime import datetime, timedelta

from chassis import logs
from chassis.files import Unsettled
from services.complaints.store.attachments import AttachmentStore
from services.complaints.store.looks import looks_of

log = logs.get(__name__)

ABANDONED_AFTER = timedelta(hours=1)
"""Far longer than any request takes."""
_AT_ONCE = 20


async def sweep(store: AttachmentStore, now: datetime) -> bool:
    """Go through some abandoned files; whether there may be more. Safe beside others that do the same.

    A file that its complaint names was only not noted as such: it stays, and its look is remembered. Raises
    `StoreUnavailable`.
    """
    abandoned = await store.abandoned(now - ABANDONED_AFTER, _AT_ONCE)
    named = [each.id for each in abandoned if await _is_named(each, store)]
    if named:
        await store.named(named)
    unnamed = [each.id for each in abandoned if each.id not in named]
    for file_id in unnamed:
        await store.remove(file_id)
    if unnamed:
        log.info("files that no complaint names were removed", files=len(unnamed))
    return len(abandoned) == _AT_ONCE


async def _is_named(file: Unsettled, store: AttachmentStore) -> bool:
    named = await store.named_by(file.owner, file.id)
    if named is None:
        return False
    complaint, attachment = named
    await store.looks.add(looks_of(complaint, [attachment]))
    return True
