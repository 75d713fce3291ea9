"""What the API answers about photos and documents."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class AttachmentFlag(_Answer):
    """Something about a file that officers should know, as a code and in words; `complaint_id` is another complaint."""

    code: str
    text: str
    complaint_id: str | None = None


class ShownAttachment(_Answer):
    """A photo or document. `unit` has added it, or none: then the complainant or the channel.

    `phase` is `before` or `after`; `size` is in bytes. By the tracking code there is no `link`: the address is that of
    the list with the id behind it. `taken_at`, `away_m` (metres from the place of the complaint) and `flags` are for
    people of the city only.
    """

    id: str
    phase: str
    media_type: str
    size: int
    added_at: datetime
    unit: str | None = None
    link: str | None = None
    taken_at: datetime | None = None
    away_m: int | None = None
    flags: list[AttachmentFlag]


class Attachments(_Answer):
    """Photos and documents of one complaint."""

    attachments: list[ShownAttachment]
