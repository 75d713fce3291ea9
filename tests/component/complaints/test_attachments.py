"""Photos and documents over the API: taken whole or not at all, counted, told to officers, never run by a browser."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from contracts.codec import decode
from contracts.events import AttachmentAdded
from services.complaints.domain.attachments import MAX_BYTES
from tests import pictures
from tests.component.complaints.attaching import NOTHING, left, send, sent
from tests.component.complaints.intake_api import AUDITOR, DEMO, LH, OTHER, PU, IntakeClient


@pytest.fixture
async def filed(intake_api: IntakeClient) -> dict[str, Any]:
    """A complaint that a unit has."""
    body = await intake_api.file(point={"latitude": -7.25, "longitude": 112.75})
    await intake_api.assign(body["id"], "dinas-pu")
    return body


async def _detail(api: IntakeClient, filed: dict[str, Any], who: dict[str, str] = PU) -> dict[str, Any]:
    answer = await api.client.get(filed["links"]["self"], headers=who, params={"lang": "en"})
    body: dict[str, Any] = answer.json()
    return body


async def test_a_photo_is_seen_by_whoever_sees_the_complaint(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    self, track = filed["links"]["self"], filed["links"]["track"]
    (added,) = await sent(intake_api, self, pictures.picture(), who=DEMO)
    assert (added["phase"], added["media_type"], added["unit"]) == ("before", "image/jpeg", None)
    for path, who in ((self, DEMO), (self, PU), (self, AUDITOR), (track, {})):
        listed = await intake_api.client.get(f"{path}/attachments", headers=who)
        assert [each["id"] for each in listed.json()["attachments"]] == [added["id"]]
        content = await intake_api.client.get(f"{path}/attachments/{added['id']}", headers=who)
        assert content.status_code == 200
        assert len(content.content) == added["size"]
        assert Image.open(BytesIO(content.content)).format == "JPEG"
    shown = (await intake_api.client.get(track)).json()["attachments"]
    assert [each["id"] for each in shown] == [added["id"]]


async def test_others_cannot_tell_that_there_is_one(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    self, track = filed["links"]["self"], filed["links"]["track"]
    (added,) = await sent(intake_api, self, pictures.picture(), who=DEMO)
    another = await intake_api.file()
    for path, who in ((self, OTHER), (self, LH), (another["links"]["self"], DEMO), (another["links"]["track"], {})):
        real = await intake_api.client.get(f"{path}/attachments/{added['id']}", headers=who)
        made_up = await intake_api.client.get(f"{path}/attachments/unknown", headers=who)
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert {**real.json(), "instance": ""} == {**made_up.json(), "instance": ""}
    for who in (OTHER, LH):
        assert (await send(intake_api, self, pictures.picture(), who=who)).status_code == 404
    assert (await send(intake_api, self, pictures.picture())).status_code == 401
    assert (await send(intake_api, track.replace("track/", "track/0"), pictures.picture())).status_code == 404


async def test_a_download_runs_nowhere_and_is_kept_nowhere(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    self = filed["links"]["self"]
    (added,) = await sent(intake_api, self, pictures.PDF, who=DEMO)
    answer = await intake_api.client.get(f"{self}/attachments/{added['id']}", headers=PU)
    assert answer.content == pictures.PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{added["id"]}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


async def test_each_file_is_an_event_that_says_nothing_of_its_content(
    intake_api: IntakeClient, filed: dict[str, Any]
) -> None:
    await sent(intake_api, filed["links"]["track"], pictures.picture(), pictures.PDF)
    (kept,) = await intake_api.kept()
    events = [decode(each["body"]) for each in kept["events"]]
    assert [event.kind() for event in events] == ["complaint.filed", *["complaint.attachment_added"] * 2]
    assert [each["seq"] for each in kept["events"]] == [1, 2, 3]
    image, document = events[1:]
    assert isinstance(image, AttachmentAdded)
    assert isinstance(document, AttachmentAdded)
    assert (image.media_kind, document.media_kind, image.phase) == ("image", "document", "before")
    assert (image.attachment_id, image.size) == (kept["attachments"][0]["id"], kept["attachments"][0]["size"])
    for attachment in kept["attachments"]:
        assert all(attachment["digest"].encode() not in each["body"] for each in kept["events"])
    assert kept["pending_since"] is not None
    assert (await left(intake_api))["attachments.begun"] == 0, "what is named is noted as such"


async def test_the_same_file_again_is_the_one_that_is_there(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    self = filed["links"]["self"]
    first = await sent(intake_api, self, pictures.picture(), who=DEMO)
    before = await left(intake_api)
    again = await send(intake_api, self, pictures.picture(), who=DEMO)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.json()["attachments"] == first
    assert await left(intake_api) == before
    assert (await _detail(intake_api, filed))["version"] == 3


async def test_the_sixth_file_is_refused_and_leaves_nothing(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    track = filed["links"]["track"]
    five = [pictures.picture(seed) for seed in range(5)]
    await sent(intake_api, track, *five)
    before = await left(intake_api)
    refused = await send(intake_api, track, pictures.picture(6))
    assert (refused.status_code, refused.json()["errors"][0]["reason"]) == (409, "too_many_attachments")
    assert refused.json()["detail"] == "Laporan ini sudah memuat foto dan dokumen sebanyak yang diperbolehkan."
    assert await left(intake_api) == before
    assert len(await sent(intake_api, track, five[4])) == 1, "a repetition is not one more"


async def test_two_that_come_at_once_do_not_exceed_the_limit(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    track = filed["links"]["track"]
    sends = [send(intake_api, track, *(pictures.picture(3 * each + more) for more in range(3))) for each in range(2)]
    answers = await asyncio.gather(*sends)
    assert sorted(each.status_code for each in answers) == [201, 409]
    assert len((await _detail(intake_api, filed))["attachments"]) == 3
    assert (await left(intake_api))["attachments.files"] == 3


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (pictures.SVG, 422, "it is neither a picture nor a PDF"),
        (pictures.HTML, 422, "it is neither a picture nor a PDF"),
        (b"", 422, "it is neither a picture nor a PDF"),
        (pictures.picture()[:3_000], 422, "the file is damaged or incomplete"),
        (pictures.bomb(), 422, "the picture has too many pixels"),
        (pictures.picture() + bytes(MAX_BYTES), 413, f"the file is larger than {MAX_BYTES} bytes"),
    ],
    ids=["svg", "html", "empty", "truncated", "bomb", "too large"],
)
async def test_of_a_request_with_one_bad_file_nothing_is_kept(
    intake_api: IntakeClient, filed: dict[str, Any], content: bytes, status: int, code: str
) -> None:
    answer = await send(intake_api, filed["links"]["self"], pictures.picture(), content, who=DEMO)
    assert answer.status_code == status, answer.text
    (fault,) = answer.json()["errors"]
    assert (fault["field"][:4], fault["reason"]) == ("file", code)
    assert await left(intake_api) == NOTHING
    assert (await _detail(intake_api, filed))["attachments"] == []


async def test_a_file_of_exactly_the_limit_is_taken(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    filler = b"\n%" + b"x" * (MAX_BYTES - len(pictures.PDF) - 2)
    whole = pictures.PDF[:9] + filler + pictures.PDF[9:]
    (added,) = await sent(intake_api, filed["links"]["self"], whole, who=DEMO)
    assert added["size"] == MAX_BYTES
    answer = await intake_api.client.get(added["link"], headers=PU)
    assert answer.content == whole


async def test_only_units_show_the_result_and_what_is_between_them_stays_so(
    intake_api: IntakeClient, filed: dict[str, Any]
) -> None:
    self, track = filed["links"]["self"], filed["links"]["track"]
    for path, who in ((self, DEMO), (track, {})):
        refused = await send(intake_api, path, pictures.picture(), who=who, phase="after")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "phase")
    auditor = await send(intake_api, self, pictures.picture(), who=AUDITOR)
    assert (auditor.status_code, auditor.json()["errors"][0]["reason"]) == (403, "wrong_actor")
    (inside,) = await sent(intake_api, self, pictures.picture(), who=PU)
    (result,) = await sent(intake_api, self, pictures.picture(2), who=PU, phase="after")
    for path, who in ((self, DEMO), (track, {})):
        listed = (await intake_api.client.get(f"{path}/attachments", headers=who)).json()["attachments"]
        assert [each["id"] for each in listed] == [result["id"]]
        hidden = await intake_api.client.get(f"{path}/attachments/{inside['id']}", headers=who)
        assert hidden.status_code == 404
    texts = [step["text"] for step in (await _detail(intake_api, filed, DEMO))["timeline"]]
    assert "Public Works Agency has added a photo or document of the result." in texts
    assert not [text for text in texts if "colleagues" in text]


async def test_the_officer_is_told_of_a_picture_that_was_there_before(
    intake_api: IntakeClient, filed: dict[str, Any]
) -> None:
    self, track = filed["links"]["self"], filed["links"]["track"]
    await sent(intake_api, track, pictures.picture(1))
    smaller = pictures.picture(1, "WEBP", quality=60)
    await sent(intake_api, track, smaller)
    await sent(intake_api, self, smaller, who=PU, phase="after")
    detail = await _detail(intake_api, filed)
    flags = [{flag["code"] for flag in each["flags"]} - {"not_scanned"} for each in detail["attachments"]]
    assert flags == [set(), {"same_as_earlier"}, {"before_as_after"}]
    assert "It looks like one from before the work" in str(detail["attachments"][2]["flags"])
    told = [step["text"] for step in detail["timeline"] if "looks like an earlier one" in step["text"]]
    assert len(told) == 2
    shown = (await intake_api.client.get(track)).json()
    assert all(each["flags"] == [] for each in shown["attachments"])
    assert "tampak sama" not in str(shown)


async def test_place_and_time_of_a_picture_are_compared_and_not_kept(
    intake_api: IntakeClient, filed: dict[str, Any]
) -> None:
    now = datetime.now(UTC)
    far = pictures.taken(-7.0, 112.75, now - timedelta(days=60))
    near = pictures.taken(-7.25, 112.75, now)
    await sent(intake_api, filed["links"]["track"], pictures.picture(1, exif=far), pictures.picture(2, exif=near))
    first, second = (await _detail(intake_api, filed))["attachments"]
    assert {flag["code"] for flag in first["flags"]} == {"far_from_complaint", "taken_long_before", "not_scanned"}
    assert 27_000 < first["away_m"] < 28_500
    assert (second["away_m"], [flag["code"] for flag in second["flags"]]) == (0, ["not_scanned"])
    (kept,) = await intake_api.kept()
    assert "position" not in kept["attachments"][0]
    content = await intake_api.client.get(first["link"], headers=PU)
    assert not re.search(rb"Exif|Maker|GPS", content.content)
