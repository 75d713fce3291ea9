"""Pictures and documents for tests, made on the spot: harmless ones, and some that are not."""

import random
import struct
import zlib
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageDraw

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
SCRIPT = b"<script>alert('polyglot')</script>"


def drawn(seed: int = 1, size: tuple[int, int] = (640, 480), mode: str = "RGB") -> Image.Image:
    """A picture with its own look: rectangles where the seed puts them."""
    picture, rng = Image.new("RGB", size, (128, 128, 128)), random.Random(seed)
    pen = ImageDraw.Draw(picture)
    for _ in range(30):
        left, top = rng.randrange(size[0]), rng.randrange(size[1])
        shade = rng.randrange(256)
        pen.rectangle((left, top, left + size[0] // 4, top + size[1] // 4), fill=(shade, shade, shade))
    return picture.convert(mode)


def picture(seed: int = 1, kind: str = "JPEG", size: tuple[int, int] = (640, 480), **how: Any) -> bytes:
    """The same as a file; `how` is what Pillow saves it with."""
    written = BytesIO()
    drawn(seed, size).save(written, kind, **how)
    return written.getvalue()


def taken(latitude: float | None = None, longitude: float = 0.0, at: datetime | None = None) -> Image.Exif:
    """What a phone writes about where and when; the time with its zone if it has one."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif[ExifTags.Base.Orientation] = 6
    if at is not None:
        shot = exif.get_ifd(ExifTags.IFD.Exif)
        shot[ExifTags.Base.DateTimeOriginal] = at.strftime("%Y:%m:%d %H:%M:%S")
        if at.tzinfo is not None:
            shot[ExifTags.Base.OffsetTimeOriginal] = at.strftime("%z")[:3] + ":" + at.strftime("%z")[3:]
    if latitude is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = (abs(latitude), 0.0, 0.0)
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = (abs(longitude), 0.0, 0.0)
    return exif


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small PNG that claims, and holds, very many points of one colour."""
    row = b"\0" * (width // 8 + 2)
    squeezed = zlib.compressobj(9)
    data = b"".join(squeezed.compress(row) for _ in range(64)) + squeezed.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG with a compressed comment of 200 MB."""
    squeezed = zlib.compressobj(9)
    data = b"".join(squeezed.compress(bytes(1024 * 1024)) for _ in range(200)) + squeezed.flush()
    whole = picture(kind="PNG", size=(8, 8))
    after_header = 8 + 25
    return whole[:after_header] + _chunk(b"zTXt", b"Comment\0\0" + data) + whole[after_header:]


def scan_bomb() -> bytes:
    """A progressive JPEG that says over and over that another scan begins."""
    whole = picture(progressive=True)
    start = whole.rindex(b"\xff\xda")
    scan = whole[start:-2]
    return whole[:-2] + scan * 200 + b"\xff\xd9"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
