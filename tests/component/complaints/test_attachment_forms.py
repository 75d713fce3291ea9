"""The form in which files are sent: what is wrong with it is said in words, and nothing of it is kept."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests import pictures
from tests.component.complaints.attaching import NOTHING, left, send
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient


@pytest.fixture
async def filed(intake_api: IntakeClient) -> dict[str, Any]:
    """A complaint that a unit has."""
    body = await intake_api.file()
    await intake_api.assign(body["id"], "dinas-pu")
    return body


async def test_a_client_that_goes_away_leaves_nothing(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    boundary = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n'

    async def half() -> AsyncIterator[bytes]:
        yield boundary + pictures.picture() + b"\r\n" + boundary
        yield pictures.picture(2)[:500]

    headers = {**DEMO, "Content-Type": "multipart/form-data; boundary=b"}
    path = f"{filed['links']['self']}/attachments"
    answer = await intake_api.client.post(path, content=half(), headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "body")
    assert await left(intake_api) == NOTHING


@pytest.mark.parametrize(
    ("content_type", "content", "status", "field"),
    [
        ("application/json", b"{}", 422, "Content-Type"),
        ("multipart/form-data", b"", 422, "Content-Type"),
        ("multipart/form-data; boundary=b", b"--x", 400, "body"),
        ("multipart/form-data; boundary=b", b"--b--\r\n", 422, "file"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--',
            422,
            "body",
        ),
        ("multipart/form-data; boundary=b", b"--b\r\nX: y\r\n\r\n1\r\n--b--", 422, "body"),
        ("multipart/form-data; boundary=" + "b" * 500, b"", 400, "body"),
    ],
)
async def test_a_form_that_is_none_is_refused_in_words(
    intake_api: IntakeClient, filed: dict[str, Any], content_type: str, content: bytes, status: int, field: str
) -> None:
    for path, who in ((filed["links"]["self"], PU), (filed["links"]["track"], {})):
        headers = {**who, "Content-Type": content_type}
        answer = await intake_api.client.post(f"{path}/attachments", content=content, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field), answer.text
        assert answer.json()["errors"][0]["remedy"] not in ("", "Silakan lihat contoh di /docs.")


async def test_an_unknown_phase_is_refused(intake_api: IntakeClient, filed: dict[str, Any]) -> None:
    for phase in ("between", "x" * 100):
        answer = await send(intake_api, filed["links"]["self"], pictures.picture(), who=PU, phase=phase)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "phase")
    assert await left(intake_api) == NOTHING
