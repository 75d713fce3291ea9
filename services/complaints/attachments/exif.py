"""Where and when a picture was taken, as far as its metadata (Exif) say so in a way that can be believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from math import isfinite
from typing import Any

from PIL import ExifTags, Image
from pydantic import ValidationError

from contracts.values import Point

_TIME = "%Y:%m:%d %H:%M:%S"
_OFFSET = "%z"


@dataclass(frozen=True, slots=True)
class Told:
    """What the metadata say: `taken_at` is aware where the camera has named its time zone, else naive.

    `orientation` is Exif's own number, 1 for a picture that stands upright.
    """

    orientation: int = 1
    taken_at: datetime | None = None
    position: Point | None = None


def read(picture: Image.Image) -> Told:
    """What is believed of the metadata; those that are damaged say nothing, and spoil no picture."""
    try:
        exif = picture.getexif()
        orientation = exif.get(ExifTags.Base.Orientation)
        return Told(orientation if isinstance(orientation, int) else 1, _taken_at(exif), _position(exif))
    except Exception:  # what damaged or hostile metadata make the reader raise is anything at all
        return Told()


def _taken_at(exif: Image.Exif) -> datetime | None:
    shot = exif.get_ifd(ExifTags.IFD.Exif)
    written = shot.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        taken = datetime.strptime(_text(written), _TIME)  # noqa: DTZ007  (the zone follows, if there is one)
    except ValueError:
        return None
    offset = _offset(_text(shot.get(ExifTags.Base.OffsetTimeOriginal)))
    return taken if offset is None else taken.replace(tzinfo=timezone(offset))


def _position(exif: Image.Exif) -> Point | None:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
    longitude = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None  # cameras without a fix write zeros
    try:
        return Point(latitude=latitude, longitude=longitude)
    except ValidationError:
        return None


def _degrees(gps: Mapping[int, Any], value: int, reference: int, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in gps[value])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    total = degrees + minutes / 60 + seconds / 3600
    if not isfinite(total):
        return None
    return -total if _text(gps.get(reference)).upper() == negative else total


def _offset(text: str) -> timedelta | None:
    try:
        return datetime.strptime(text, _OFFSET).utcoffset()  # noqa: DTZ007  (only its offset is read)
    except ValueError:
        return None


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
