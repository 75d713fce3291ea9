"""Nothing but the points of a picture is kept, and nothing that a file claims can hurt."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from contracts.values import Point
from services.complaints.attachments.inspector import Inspected, Inspector, Unfit
from services.complaints.attachments.redraw import MAX_SIDE, Picture, UnreadablePicture, redraw
from services.complaints.domain.attachments import MediaType
from services.complaints.domain.pictures import is_same_look
from tests import pictures

AT = datetime(2026, 3, 2, 8, 30, 5)  # noqa: DTZ001  (a camera that knows no zone)


def _opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.content))


async def _inspected(content: bytes) -> Inspected | Unfit:
    return await Inspector().inspect(content)


@pytest.mark.parametrize("kind", [MediaType.JPEG, MediaType.PNG, MediaType.WEBP])
def test_every_kind_is_kept_as_jpeg_with_the_same_look(kind: MediaType) -> None:
    drawn = redraw(pictures.picture(kind=kind.name), kind)
    opened = _opened(drawn)
    assert (opened.format, opened.size) == ("JPEG", (640, 480))
    assert is_same_look(drawn.look, redraw(pictures.picture(kind="PNG"), MediaType.PNG).look)
    assert not is_same_look(drawn.look, redraw(pictures.picture(seed=2), MediaType.JPEG).look)


@pytest.mark.parametrize("how", [{"size": (320, 240)}, {"quality": 30}, {"size": (1_200, 900), "kind": "PNG"}])
def test_a_copy_in_another_size_or_quality_has_the_same_look(how: dict[str, Any]) -> None:
    drawn = pictures.drawn(7, (640, 480))
    written = BytesIO()
    drawn.resize(how.get("size", drawn.size)).save(written, how.get("kind", "JPEG"), quality=how.get("quality", 90))
    copy = redraw(written.getvalue(), MediaType[how.get("kind", "JPEG")])
    assert is_same_look(redraw(pictures.picture(7), MediaType.JPEG).look, copy.look)


def test_plain_pictures_are_not_all_the_same_one() -> None:
    written = BytesIO()
    Image.new("RGB", (64, 64), (200, 30, 30)).save(written, "PNG")
    assert redraw(written.getvalue(), MediaType.PNG).look is None


def test_where_and_when_are_read_and_then_gone() -> None:
    exif = pictures.taken(-7.25, 112.75, AT)
    drawn = redraw(pictures.picture(exif=exif, comment=b"secret"), MediaType.JPEG)
    assert drawn.position == Point(latitude=-7.25, longitude=112.75)
    assert drawn.taken_at == AT
    opened = _opened(drawn)
    assert not opened.getexif()
    assert opened.size == (480, 640), "it stands upright without being told so"
    assert b"Maker" not in drawn.content
    assert b"secret" not in drawn.content


def test_a_camera_that_names_its_zone_is_believed() -> None:
    at = AT.replace(tzinfo=timezone(timedelta(hours=7)))
    drawn = redraw(pictures.picture(exif=pictures.taken(at=at)), MediaType.JPEG)
    assert drawn.taken_at == datetime(2026, 3, 2, 1, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "exif",
    [b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", pictures.taken(0.0, 0.0), pictures.taken(91.0, 10.0)],
    ids=["no tags", "tags beyond the end", "no fix", "no place on earth"],
)
def test_what_cannot_be_believed_is_as_if_it_were_not_there(exif: bytes | Image.Exif) -> None:
    drawn = redraw(pictures.picture(exif=exif), MediaType.JPEG)
    assert (drawn.position, drawn.taken_at) == (None, None)


def test_a_huge_picture_becomes_a_handy_one() -> None:
    opened = _opened(redraw(pictures.picture(size=(7_000, 5_000)), MediaType.JPEG))
    assert max(opened.size) == MAX_SIDE


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_can_be_drawn(mode: str) -> None:
    written = BytesIO()
    (pictures.drawn(mode=mode) if mode != "I;16" else Image.new("I;16", (64, 64), 500)).save(written, "PNG")
    assert _opened(redraw(written.getvalue(), MediaType.PNG)).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(written, "PNG")
    assert _opened(redraw(written.getvalue(), MediaType.PNG)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pictures.bomb(), "too_many_pixels"),
        (pictures.bomb(8_000, 8_000), "too_many_pixels"),
        (pictures.text_bomb(), "unreadable_file"),
        (pictures.scan_bomb(), "unreadable_file"),
        (pictures.picture()[:2_000], "unreadable_file"),
        (pictures.picture(kind="PNG")[:-400], "unreadable_file"),
        (b"\xff\xd8\xff" + b"\0" * 100, "unreadable_file"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 50, "unreadable_file"),
        (pictures.PDF[:-10], "unreadable_file"),
        *((each, "unknown_kind") for each in (b"", b"x", pictures.SVG, pictures.HTML, pictures.GIF, b"PK\3\4")),
    ],
)
async def test_what_is_not_taken_is_named(content: bytes, code: str) -> None:
    assert await asyncio.wait_for(_inspected(content), 20) == Unfit(code)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_of_a_file_that_is_two_things_only_the_picture_stays(kind: str) -> None:
    sent = pictures.picture(kind=kind) + pictures.SCRIPT + pictures.PDF + b"PK\3\4"
    inspected = await _inspected(sent)
    assert isinstance(inspected, Inspected)
    assert Image.open(BytesIO(inspected.content)).format == "JPEG"
    for hidden in (pictures.SCRIPT, b"%PDF", b"PK\3\4"):
        assert hidden not in inspected.content


async def test_a_document_is_kept_byte_for_byte() -> None:
    inspected = await _inspected(pictures.PDF)
    assert isinstance(inspected, Inspected)
    assert (inspected.content, inspected.media_type, inspected.look) == (pictures.PDF, MediaType.PDF, None)


def test_another_kind_than_the_first_bytes_say_is_not_tried() -> None:
    with pytest.raises(UnreadablePicture):
        redraw(pictures.picture(kind="PNG"), MediaType.JPEG)
