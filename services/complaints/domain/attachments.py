"""Photos and documents of a complaint: what is taken, who adds and sees them, and what officers are told of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contracts.events import AttachmentAdded
from contracts.ids import event_id
from contracts.values import Point
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.pictures import distance_m, doubts, is_same_look
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal, may_attach_to, waits_for_assignment

MAX_BYTES = 10 * 1024 * 1024
"""Of one file as it is sent."""
MAX_EACH = 5
"""Files of one phase, counted anew after a reopening: else no second attempt could be shown."""


class MediaType(StrEnum):
    """What is taken in. Pictures are kept as JPEG whatever they were."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, not a document."""
        return self is not MediaType.PDF


class Phase(StrEnum):
    """What a file shows: what was found, or what a unit has made of it."""

    BEFORE = "before"
    AFTER = "after"


LOOKS_SEEN = frozenset({"same_as_earlier", "before_as_after"})
"""The flags of what looks like an earlier file of the complaint."""

USED_ELSEWHERE = "used_elsewhere"
"""The flag of a picture that another complaint has, which `used_by` names."""


def media_type_of(content: bytes) -> MediaType | None:
    """What a file is by its first bytes: names and headers say anything. None: nothing that is taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return MediaType.WEBP
    return MediaType.PDF if content.startswith(b"%PDF-") else None


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that was looked through and is kept under `id`, but belongs to no complaint yet.

    `digest` is the SHA-256 of what was sent, `size` and `media_type` are those of what is kept. `used_by` is another
    complaint that has the same picture.
    """

    id: str
    media_type: MediaType
    size: int
    digest: str
    was_scanned: bool
    look: str | None = None
    taken_at: datetime | None = None
    position: Point | None = None
    used_by: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a complaint. `seq` is that of its event, `unit` the one that added it, None for everybody else.

    `away_m` is how far from the complaint's point it was taken. Where exactly, nobody needs to know. `used_by` is
    another complaint that had the same picture before.
    """

    id: str
    seq: int
    phase: Phase
    media_type: MediaType
    size: int
    digest: str
    added_at: datetime
    unit: str | None = None
    look: str | None = None
    taken_at: datetime | None = None
    away_m: int | None = None
    flags: tuple[str, ...] = ()
    used_by: str | None = None

    def is_shown_to(self, who: Principal) -> bool:
        """What a unit adds beside results is between colleagues; all else is for whoever sees the complaint."""
        return who.rights.is_staff or self.unit is None or self.phase is Phase.AFTER

    def is_repeated_by(self, file: NewFile, phase: Phase) -> bool:
        """Whether the very same file is sent for the same purpose again: that is one attachment."""
        return self.digest == file.digest and self.phase is phase


@dataclass(frozen=True, slots=True)
class Adding:
    """Who adds files, and what these show."""

    by: Principal
    phase: Phase
    trace: str | None = None


def refusal_of(
    complaint: Complaint, adding: Adding, count: int, now: datetime, organisation: Organisation
) -> Refusal | None:
    """Why so many more files may not be added now, or None."""
    by = adding.by
    if not by.rights.may_attach:
        return Refusal("wrong_actor", "files are added by those who work on the complaint", "ask one of them")
    if not may_attach_to(by, complaint, organisation):
        return Refusal("other_unit", "the complaint is with another unit", "leave it to that unit")
    if waits_for_assignment(by) and complaint.awaits_assignment:
        remedy = "read the complaint again in a moment"
        return Refusal("assignment_pending", "the responsible unit is being determined", remedy)
    if adding.phase is Phase.AFTER and not by.rights.is_staff:
        remedy = "leave phase out, or send before"
        return Refusal("after_is_for_staff", "only units show what came of the work", remedy, "phase")
    if not _is_open_for_files(complaint, now):
        return Refusal("complaint_is_over", "the complaint is over", "file a new complaint and add it there")
    if _added(complaint, adding.phase) + count > MAX_EACH:
        detail = f"a complaint has at most {MAX_EACH} files of the phase {adding.phase.value}"
        return Refusal("too_many_attachments", detail, "leave out what adds nothing")
    return None


def add(
    complaint: Complaint,
    kept: Iterable[Attachment],
    file: NewFile,
    adding: Adding,
    now: datetime,
    organisation: Organisation,
) -> tuple[Change, Attachment] | Refusal:
    """Let a file belong to the complaint, beside those that it has."""
    refusal = refusal_of(complaint, adding, 1, now, organisation)
    if refusal is not None:
        return refusal
    known, seq, phase = tuple(kept), complaint.seq + 1, adding.phase
    point = complaint.routing_input.point
    away_m = distance_m(point, file.position) if point and file.position else None
    told = tuple(dict.fromkeys((*_seen(file, phase, known), *_doubts(complaint, file, phase, away_m, now))))
    attachment = Attachment(
        id=file.id,
        seq=seq,
        phase=phase,
        media_type=file.media_type,
        size=file.size,
        digest=file.digest,
        added_at=now,
        unit=adding.by.unit if adding.by.rights.is_staff else None,
        look=file.look,
        taken_at=file.taken_at,
        away_m=None if away_m is None else int(round(away_m, -1)),
        flags=told,
        used_by=file.used_by,
    )
    is_proof = phase is Phase.AFTER and file.media_type.is_image and not _is_copy_of_before(file, known)
    after = replace(
        complaint,
        version=complaint.version + 1,
        seq=seq,
        added_before=complaint.added_before + (phase is Phase.BEFORE),
        added_after=complaint.added_after + (phase is Phase.AFTER),
        proofs=complaint.proofs + is_proof,
    )
    return Change(after, _event(after, attachment, adding)), attachment


def _event(after: Complaint, attachment: Attachment, adding: Adding) -> AttachmentAdded:
    return AttachmentAdded(
        id=event_id(after.id, AttachmentAdded.kind(), after.seq),
        subject=after.id,
        occurred_at=attachment.added_at,
        trace=adding.trace,
        seq=after.seq,
        assignment_number=after.assignment_number,
        actor=adding.by.actor,
        attachment_id=attachment.id,
        media_kind="image" if attachment.media_type.is_image else "document",
        size=attachment.size,
        phase=attachment.phase.value,
        flags=attachment.flags,
    )


def _is_open_for_files(complaint: Complaint, now: datetime) -> bool:
    return complaint.is_open or complaint.state is State.RESOLVED or complaint.can_be_reopened_at(now)


def _added(complaint: Complaint, phase: Phase) -> int:
    return complaint.added_before if phase is Phase.BEFORE else complaint.added_after


def _doubts(complaint: Complaint, file: NewFile, phase: Phase, away_m: float | None, now: datetime) -> Iterator[str]:
    shows_result = phase is Phase.AFTER
    if file.used_by is not None:
        yield USED_ELSEWHERE
    yield from doubts(file.taken_at, away_m, complaint.routing_input.filed_at, now, shows_result=shows_result)
    if not file.was_scanned:
        yield "not_scanned"


def _seen(file: NewFile, phase: Phase, kept: Iterable[Attachment]) -> Iterator[str]:
    """Whether it was shown before: as what was found, and now as what came of the work."""
    for each in kept:
        if each.digest == file.digest or is_same_look(each.look, file.look):
            is_reused = phase is Phase.AFTER and each.phase is Phase.BEFORE
            yield "before_as_after" if is_reused else "same_as_earlier"


def _is_copy_of_before(file: NewFile, kept: Iterable[Attachment]) -> bool:
    """Byte for byte. What only looks alike is told and counts: a street before and after is the same street."""
    return any(each.digest == file.digest and each.phase is Phase.BEFORE for each in kept)
