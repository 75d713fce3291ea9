"""Adds photos and documents to a complaint: all of a request with their events in one write, or none of them.

The files are kept first, so that a complaint never names what is not there. Whatever ends a request before that write
leaves files that no complaint names; they are removed at once, or by the sweep if the process dies.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import ClassVar, Protocol
from uuid import uuid4

from contracts.topics import COMPLAINTS
from services.complaints import metrics
from services.complaints.application.act import Overtaken
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import NotFound, NotYours, find
from services.complaints.attachments.inspector import Inspected, Inspector, Unfit
from services.complaints.domain.attachments import Adding, Attachment, NewFile, Phase, add, refusal_of
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.record import Record
from services.complaints.store import StoreUnavailable
from services.complaints.store.attachments import AttachmentStore
from services.complaints.store.looks import looks_of

_ATTEMPTS = 3
"""Whoever adds a file names no version: what was overtaken is decided anew, on what is found then."""
MAX_AT_ONCE = 8
"""Requests whose files are read side by side; each holds one file in memory. Further ones wait."""


@dataclass(frozen=True)
class FileTools:
    """What files need beside the dependencies of every use case."""

    store: AttachmentStore
    inspector: Inspector
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MAX_AT_ONCE))


class Upload(Protocol):
    """What is sent: its files one after the other, and what they show, which is known once all were read."""

    def files(self) -> AsyncIterator[bytes]:
        """Each file as a whole."""

    @property
    def phase(self) -> Phase:
        """What they show."""


@dataclass(frozen=True, slots=True)
class AttachRequest:
    """Who adds files to which complaint."""

    complaint_id: str
    by: Principal
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Attached:
    """All files belong to the complaint, in the order in which they were sent. `is_new`: any of them only now."""

    name: ClassVar[str] = "attached"
    complaint: Complaint
    attachments: tuple[Attachment, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class UnfitFile:
    """File number `number` (from 0) is not taken, and so none of them: `code` says why."""

    name: ClassVar[str] = "unfit"
    number: int
    code: str


AttachOutcome = Attached | UnfitFile | Overtaken | Refusal | NotFound | NotYours


async def attach(wanted: AttachRequest, upload: Upload, deps: Dependencies, tools: FileTools) -> AttachOutcome:
    """Add the files. A file that the complaint has for the same purpose already is that one, and not added again.

    Raises what reading the upload raises, `ScannerUnavailable` and `StoreUnavailable`: then the same request may be
    sent again.
    """
    outcome = await _attach(wanted, upload, deps, tools)
    metrics.attachments.labels(outcome.name).inc()
    return outcome


async def _attach(wanted: AttachRequest, upload: Upload, deps: Dependencies, tools: FileTools) -> AttachOutcome:
    found = await find(wanted.complaint_id, wanted.by, deps)
    if not isinstance(found, Record):
        return found
    if (refusal := _refused_anyway(found.complaint, wanted, deps)) is not None:
        return refusal
    kept: list[NewFile] = []
    try:
        async with tools.gate:
            unfit = await _keep_all(found.complaint, upload, kept, deps, tools)
        adding = Adding(wanted.by, upload.phase, wanted.trace)
    except BaseException:  # also when the client has gone, or the process is told to stop
        await _drop(kept, tools)
        raise
    outcome = unfit or await _add_all(wanted, adding, kept, deps)
    used = {each.id for each in outcome.attachments} if isinstance(outcome, Attached) else set()
    await _drop([each for each in kept if each.id not in used], tools)
    if isinstance(outcome, Attached) and outcome.is_new:
        deps.wake()
        with suppress(StoreUnavailable):  # the sweep will see that they are named, and do the same
            await tools.store.looks.add(looks_of(outcome.complaint, outcome.attachments))
            await tools.store.named(used)
    return outcome


def _refused_anyway(complaint: Complaint, wanted: AttachRequest, deps: Dependencies) -> Refusal | None:
    """What is refused whatever the files are and show, before they are read."""
    now = deps.clock()
    refusals = [refusal_of(complaint, Adding(wanted.by, phase), 0, now, deps.city) for phase in Phase]
    return refusals[0] if all(refusals) else None


async def _keep_all(
    complaint: Complaint, upload: Upload, kept: list[NewFile], deps: Dependencies, tools: FileTools
) -> UnfitFile | None:
    async for content in upload.files():
        inspected = await tools.inspector.inspect(content)
        if isinstance(inspected, Unfit):
            return UnfitFile(len(kept), inspected.code)
        file = await _compared(_new_file(inspected, deps), complaint, deps, tools)
        kept.append(file)
        await tools.store.keep(file.id, complaint.id, inspected.content, deps.clock())
    return None


async def _compared(file: NewFile, complaint: Complaint, deps: Dependencies, tools: FileTools) -> NewFile:
    """The file with another complaint of the category that has the same picture, if there is one."""
    if file.look is None or complaint.is_sandbox:
        return file
    category = complaint.routing_input.category
    other = await tools.store.looks.other_user(file.look, category, complaint.id, deps.clock())
    return replace(file, used_by=other)


def _new_file(inspected: Inspected, deps: Dependencies) -> NewFile:
    taken_at = inspected.taken_at
    if taken_at is not None:
        taken_at = _in_utc(taken_at if taken_at.tzinfo else taken_at.replace(tzinfo=deps.city.zone))
    return NewFile(
        id=str(uuid4()),
        media_type=inspected.media_type,
        size=len(inspected.content),
        digest=inspected.digest,
        was_scanned=inspected.was_scanned,
        look=inspected.look,
        taken_at=taken_at,
        position=inspected.position,
    )


def _in_utc(at: datetime) -> datetime | None:
    """None for what lies outside the years that there are."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return None


async def _add_all(
    wanted: AttachRequest, adding: Adding, files: Sequence[NewFile], deps: Dependencies
) -> AttachOutcome:
    for _ in range(_ATTEMPTS):
        found = await find(wanted.complaint_id, wanted.by, deps)
        if not isinstance(found, Record):
            return found
        outcome = await _add_to(found, adding, files, deps)
        if not isinstance(outcome, Overtaken):
            return outcome
    return Overtaken()


async def _add_to(
    found: Record, adding: Adding, files: Sequence[NewFile], deps: Dependencies
) -> Attached | Overtaken | Refusal:
    now, complaint = deps.clock(), found.complaint
    known, named, bodies = list(found.attachments), [], []
    for file in files:
        earlier = next((each for each in known if each.is_repeated_by(file, adding.phase)), None)
        if earlier is not None:
            named.append(earlier)
            continue
        added = add(complaint, known, file, adding, now, deps.city)
        if isinstance(added, Refusal):
            return added
        change, attachment = added
        complaint = change.complaint
        known.append(attachment)
        named.append(attachment)
        bodies.append(COMPLAINTS.encode(change.event))
    new = tuple(known[len(found.attachments) :])
    if new and not await deps.store.advance_with(found.complaint, complaint, bodies, now, new):
        return Overtaken()
    return Attached(complaint, tuple(named), bool(new))


async def _drop(files: Sequence[NewFile], tools: FileTools) -> None:
    """Remove what no complaint names; what cannot be removed now the sweep removes."""
    for file in files:
        with suppress(StoreUnavailable):
            await tools.store.remove(file.id)
