"""Every complaint of the demonstration's sample is taken in, recognised or refused as the sample says."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import yaml

from deploy.local.environment import REPOSITORY
from tests.component.complaints.intake_api import DEMO, IntakeClient, demo_city, opened
from tests.component.complaints.reused import PreparedStack

SAMPLE: list[dict[str, Any]] = yaml.safe_load((REPOSITORY / "demo" / "complaints.yaml").read_text(encoding="utf-8"))[
    "complaints"
]


def _content(entry: dict[str, Any]) -> dict[str, Any]:
    """What httpx needs to send the entry."""
    if "raw_body" in entry:
        return {"content": entry["raw_body"], "headers": {**DEMO, "Content-Type": "application/json"}}
    request = dict(entry["request"])
    if repeat := request.pop("text_repeat", None):
        request["text"] = repeat["unit"] * repeat["times"]
    return {"json": request, "headers": DEMO}


@pytest.fixture
async def intake_api(prepared_stack: PreparedStack) -> AsyncIterator[IntakeClient]:
    """The API of the demonstration's city as it is."""
    window = demo_city().same_within
    async with opened(prepared_stack, change_city=lambda city: replace(city, same_within=window)) as api:
        yield api


async def test_the_sample_is_answered_as_it_says(intake_api: IntakeClient) -> None:
    kept = 0
    for entry in SAMPLE:
        answer = await intake_api.client.post("/v1/complaints", **_content(entry))
        if entry["expect"] == "refused":
            assert answer.status_code in (400, 422), entry["id"]
            assert entry["field"] in [error["field"] for error in answer.json()["errors"]], entry["id"]
            continue
        assert answer.status_code == 201, (entry["id"], answer.text)
        replayed = "Idempotency-Replayed" in answer.headers
        assert replayed == (entry["expect"] == "replayed"), entry["id"]
        assert (answer.json()["state"] == "duplicate") == (entry["expect"] == "follows"), entry["id"]
        kept += not replayed
    documents = await intake_api.kept()
    assert len(documents) == kept
    published = b"".join(event["body"] for document in documents for event in document["events"])
    planted = [each for entry in SAMPLE for each in entry.get("planted", ())]
    assert planted and not [each for each in planted if each.encode() in published]
