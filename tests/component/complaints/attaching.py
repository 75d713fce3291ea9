"""What the tests of photos and documents share: sending files, and looking at what is kept of them."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.component.complaints.intake_api import IntakeClient

NOTHING = {"attachments.files": 0, "attachments.chunks": 0, "attachments.begun": 0}
"""What is left where nothing is."""


async def send(
    api: IntakeClient, path: str, *contents: bytes, who: Mapping[str, str] | None = None, **fields: str
) -> httpx.Response:
    """Send files to the complaint at `path`, with misleading names and types."""
    files = [("file", ("../../etc/passwd.html", each, "text/html")) for each in contents]
    return await api.client.post(f"{path}/attachments", files=files, data=fields, headers=dict(who or {}))


async def sent(api: IntakeClient, path: str, *contents: bytes, **more: Any) -> list[dict[str, Any]]:
    """The same, for files that are taken."""
    answer = await send(api, path, *contents, **more)
    assert answer.status_code == 201, answer.text
    attachments: list[dict[str, Any]] = answer.json()["attachments"]
    return attachments


async def left(api: IntakeClient) -> dict[str, int]:
    """How many documents there are of files: entries, pieces, and notes that a file was begun."""
    return {name: len(await api.driver.collection(name).find({}, {"_id": 1}, 1_000)) for name in NOTHING}
