"""Looks one file through: scanned, recognised by its content, and drawn anew if it is a picture."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from contracts.values import Point
from services.complaints.attachments.redraw import UnreadablePicture, redraw
from services.complaints.attachments.scanner import Scanner
from services.complaints.domain.attachments import MediaType, media_type_of

_END_OF_PDF = b"%%EOF"
_TAIL_BYTES = 2_048
"""The end of a PDF may be followed by a little that readers ignore."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file as it may be kept. `digest` is the SHA-256 of what was sent; of a document nothing else is known."""

    media_type: MediaType
    content: bytes
    digest: str
    was_scanned: bool
    look: str | None = None
    taken_at: datetime | None = None
    position: Point | None = None


@dataclass(frozen=True, slots=True)
class Unfit:
    """It is not taken; `code` says why: `infected`, `unknown_kind`, `unreadable_file` or `too_many_pixels`."""

    code: str


@dataclass(frozen=True)
class Inspector:
    """Draws one picture at a time: each may take much memory. Without a scanner, files are not scanned."""

    scanner: Scanner | None = None
    _drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def inspect(self, content: bytes) -> Inspected | Unfit:
        """Look a file through. Raises `ScannerUnavailable`."""
        media_type = media_type_of(content)
        if media_type is None:
            return Unfit("unknown_kind")
        if self.scanner is not None and not await self.scanner.is_clean(content):
            return Unfit("infected")
        if not media_type.is_image:
            return self._document(content, media_type)
        try:
            return await self._picture(content, media_type)
        except UnreadablePicture as error:
            return Unfit(error.code)

    def _document(self, content: bytes, media_type: MediaType) -> Inspected | Unfit:
        if _END_OF_PDF not in content[-_TAIL_BYTES:]:
            return Unfit("unreadable_file")
        return Inspected(media_type, content, _digest(content), self.scanner is not None)

    async def _picture(self, content: bytes, media_type: MediaType) -> Inspected:
        async with self._drawing:
            picture = await asyncio.to_thread(redraw, content, media_type)
        return Inspected(
            MediaType.JPEG,
            picture.content,
            _digest(content),
            self.scanner is not None,
            picture.look,
            picture.taken_at,
            picture.position,
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
