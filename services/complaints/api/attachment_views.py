"""The photos and documents of a complaint as each reader is shown them."""

from collections.abc import Iterable

from city.entry import in_words
from services.complaints import texts
from services.complaints.api.schemas.attachments import AttachmentFlag, Attachments, ShownAttachment
from services.complaints.domain.attachments import USED_ELSEWHERE, Attachment
from services.complaints.domain.rights import Principal


def attachments_of(
    complaint_id: str | None, attachments: Iterable[Attachment], reader: Principal, language: str
) -> Attachments:
    """Those that the reader may see. Without `complaint_id` they are reached by the tracking code."""
    return Attachments(attachments=shown(complaint_id, attachments, reader, language))


def shown(
    complaint_id: str | None, attachments: Iterable[Attachment], reader: Principal, language: str
) -> list[ShownAttachment]:
    """Each as the reader may see it; what it was found to be is for people of the city."""
    return [
        _shown(each, complaint_id, reader.rights.is_staff, language) for each in attachments if each.is_shown_to(reader)
    ]


def _shown(attachment: Attachment, complaint_id: str | None, is_staff: bool, language: str) -> ShownAttachment:
    path = f"/v1/complaints/{complaint_id}/attachments/{attachment.id}" if complaint_id is not None else None
    return ShownAttachment(
        id=attachment.id,
        phase=attachment.phase.value,
        media_type=attachment.media_type.value,
        size=attachment.size,
        added_at=attachment.added_at,
        unit=attachment.unit,
        link=path,
        taken_at=attachment.taken_at if is_staff else None,
        away_m=attachment.away_m if is_staff else None,
        flags=_flags(attachment, language) if is_staff else [],
    )


def _flags(attachment: Attachment, language: str) -> list[AttachmentFlag]:
    known = texts.of(language).attachment_flags
    return [
        AttachmentFlag(
            code=each,
            text=known.get(each, in_words(each)),
            complaint_id=attachment.used_by if each == USED_ELSEWHERE else None,
        )
        for each in attachment.flags
    ]
