"""What a picture says about itself: how it looks, where and when it was taken, and whether that fits the complaint.

A look is a difference hash of 64 bits (dHash): of the picture in grey, 9 by 8 points small, each bit says whether a
point is darker than its right neighbour. It survives another size, format and quality; a few bits of difference are
the same picture.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from contracts.values import Point

LOOK_WIDTH, LOOK_HEIGHT = 9, 8
SAME_LOOK_BITS = 6
"""Up to so many of the 64 bits differ between two copies of a picture."""
BANDS, BAND_BITS = 4, 16
"""A look in parts, by which it is found: where `SAME_LOOK_BITS` differ, one of the four differs by one bit at most."""
PLAIN_CONTRAST = 16
"""A picture whose points differ by less, of 255, looks like any other plain one: it has no look."""

FAR_M = 1_000.0
"""A position of a phone, and a point that somebody set on a map, are easily some hundred metres apart."""
LONG_BEFORE = timedelta(days=30)
CLOCK_SLACK = timedelta(days=1)
"""Cameras rarely say their time zone, and their clocks are set by hand."""
_EARTH_RADIUS_M = 6_371_000.0


def look_of(points: Sequence[int]) -> str | None:
    """The look of a picture from its 9 by 8 points, row by row, each 0 to 255; 16 hexadecimal digits."""
    if max(points) - min(points) < PLAIN_CONTRAST:
        return None
    bits = 0
    for row in range(LOOK_HEIGHT):
        for column in range(LOOK_WIDTH - 1):
            at = row * LOOK_WIDTH + column
            bits = bits << 1 | (points[at] < points[at + 1])
    return f"{bits:016x}"


def is_same_look(one: str | None, other: str | None) -> bool:
    """Whether two looks are those of copies of one picture."""
    if one is None or other is None:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= SAME_LOOK_BITS


def bands_of(look: str) -> tuple[str, ...]:
    """The names under which a look is kept, one for each of its bands."""
    return tuple(_band(number, bits) for number, bits in enumerate(_bits_of_bands(look)))


def bands_near(look: str) -> tuple[str, ...]:
    """The names under which every copy of the picture is found: each band as it is, and with each of its bits turned.

    Far from all that is found is a copy: `is_same_look` says which.
    """
    turned = (0, *(1 << bit for bit in range(BAND_BITS)))
    return tuple(_band(number, bits ^ each) for number, bits in enumerate(_bits_of_bands(look)) for each in turned)


def _bits_of_bands(look: str) -> tuple[int, ...]:
    digits = BAND_BITS // 4
    return tuple(int(look[start : start + digits], 16) for start in range(0, BANDS * digits, digits))


def _band(number: int, bits: int) -> str:
    return f"{number}:{bits:04x}"


def distance_m(one: Point, other: Point) -> float:
    """The way between two places on a sphere, in metres."""
    lat_1, lat_2 = radians(one.latitude), radians(other.latitude)
    half_lat, half_lon = (lat_2 - lat_1) / 2, radians(other.longitude - one.longitude) / 2
    root = sin(half_lat) ** 2 + cos(lat_1) * cos(lat_2) * sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_M * asin(min(1.0, sqrt(root)))


def doubts(
    taken_at: datetime | None, away_m: float | None, filed_at: datetime, now: datetime, *, shows_result: bool
) -> Iterator[str]:
    """What does not fit the complaint, as codes. Pictures that say nothing raise no doubt: most say nothing."""
    if away_m is not None and away_m > FAR_M:
        yield "far_from_complaint"
    if taken_at is None:
        return
    if taken_at > now + CLOCK_SLACK:
        yield "taken_in_future"
    if shows_result and taken_at < filed_at - CLOCK_SLACK:
        yield "taken_before_filing"
    if not shows_result and taken_at < filed_at - LONG_BEFORE:
        yield "taken_long_before"
