"""Draws a picture anew from its points: smaller, upright, without metadata or whatever else a file can hold."""

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image

from contracts.values import Point
from services.complaints.attachments import exif
from services.complaints.domain.attachments import MediaType
from services.complaints.domain.pictures import LOOK_HEIGHT, LOOK_WIDTH, look_of

MAX_PIXELS = 50_000_000
"""More than phones take, and what a picture may fill of the memory at four bytes each: 200 MB, one at a time."""
MAX_SIDE = 2_560
QUALITY = 85
_MAX_SCANS = 40
"""A progressive JPEG has about ten; each costs as much as a whole picture, however few bytes it has."""
_START_OF_SCAN = re.compile(b"\xff\xda")
_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
_WHITE = (255, 255, 255)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by the orientation that Exif gives it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as JPEG, and what it said about itself. `taken_at` is naive where the camera named no time zone."""

    content: bytes
    look: str | None
    taken_at: datetime | None
    position: Point | None


class UnreadablePicture(Exception):
    """It cannot be drawn; `code` says why: `unreadable_file` or `too_many_pixels`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def redraw(content: bytes, media_type: MediaType) -> Picture:
    """Draw it anew; raises `UnreadablePicture`. Takes up to a few seconds, so it belongs in a thread."""
    if media_type is MediaType.JPEG and len(_START_OF_SCAN.findall(content)) > _MAX_SCANS:
        raise UnreadablePicture("unreadable_file")
    try:
        with Image.open(BytesIO(content), formats=(_FORMATS[media_type],)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise UnreadablePicture("too_many_pixels")
            return _drawn(opened)
    except UnreadablePicture:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadablePicture("too_many_pixels") from error
    except Exception as error:  # what a damaged or hostile file makes a decoder raise is anything at all
        raise UnreadablePicture("unreadable_file") from error


def _drawn(opened: Image.Image) -> Picture:
    told = exif.read(opened)
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded at a fraction of its size where that is enough
    picture = _opaque(_smaller(opened))
    if told.orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[told.orientation])
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None, comment=b"")
    return Picture(written.getvalue(), _look(picture), told.taken_at, told.position)


def _smaller(opened: Image.Image) -> Image.Image:
    """Before anything else is made of it: a copy of the whole would take as much memory again."""
    if opened.mode == "P":
        opened = opened.convert("RGBA")
    opened.thumbnail((MAX_SIDE, MAX_SIDE))
    return opened


def _opaque(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    ground = Image.new("RGB", layer.size, _WHITE)
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _look(picture: Image.Image) -> str | None:
    small = picture.convert("L").resize((LOOK_WIDTH, LOOK_HEIGHT), Image.Resampling.LANCZOS)
    return look_of(list(small.tobytes()))
