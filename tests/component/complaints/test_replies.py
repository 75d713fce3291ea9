"""An officer starts from a text that fits, filled in with what the complaint says."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from city.files.replies import PLACEHOLDERS
from tests.component.complaints.intake_api import DEMO, LH, PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
async def api(prepared_stack: PreparedStack) -> AsyncIterator[IntakeClient]:
    """An API on a day of its own."""
    async with opened(prepared_stack, clock=lambda: NOW) as api:
        yield api


async def _offered(api: IntakeClient, **asked: str) -> list[dict[str, Any]]:
    answer = await api.client.get("/v1/replies", params=asked, headers=PU)
    assert answer.status_code == 200, answer.text
    replies: list[dict[str, Any]] = answer.json()["replies"]
    return replies


async def test_the_most_specific_come_first(api: IntakeClient) -> None:
    replies = await _offered(api, action="resolve", category="saluran-mampet")
    assert (replies[0]["category"], replies[0]["reason"]) == ("saluran-mampet", "work_done")
    assert {each["category"] for each in replies[1:]} == {None}
    assert {each["action"] for each in replies} == {"resolve"}
    (only,) = await _offered(api, action="reject", reason="outside_city")
    assert only["reason"] == "outside_city"


async def test_it_is_filled_in_with_what_the_complaint_says(api: IntakeClient) -> None:
    filed = await api.file(category="saluran-mampet", area="99.71.01.1001", language="en")
    await api.assign(filed["id"], "dinas-pu")
    answer = await api.client.get("/v1/replies", params={"action": "reject", "complaint": filed["id"]}, headers=PU)
    assert answer.json()["language"] == "en", "that of the complainant"
    text = {each["reason"]: each for each in answer.json()["replies"]}["not_verifiable"]
    until = (NOW + timedelta(days=14)).strftime("%A, %-d %B %Y")
    assert "Lembayung Kidul Village" in text["text"] and until in text["text"]
    assert text["open"] == []
    progress = await _offered(api, action="report_progress", complaint=filed["id"], language="id")
    assert "Petugas Dinas Pekerjaan Umum sudah memeriksa lokasi" in progress[-1]["text"]


async def test_what_nobody_knows_yet_stays_in_its_braces_and_is_named(api: IntakeClient) -> None:
    filed = await api.file()
    await api.assign(filed["id"], "dinas-pu")
    (general,) = [each for each in await _offered(api, action="resolve", reason="work_done") if not each["category"]]
    assert set(general["open"]) == {"area", "category", "until"} and "{area}" in general["text"]
    texts = await _offered(api, action="resolve", reason="work_done", complaint=filed["id"])
    assert texts[0]["open"] == ["area", "category"]


async def test_every_text_of_the_city_can_be_offered_whole(api: IntakeClient) -> None:
    filed = await api.file(category="lampu-jalan", area="99.71.01")
    await api.assign(filed["id"], "dinas-pu")
    for language in api.city.languages:
        for reply in api.city.replies:
            asked = {"action": reply.action, "complaint": filed["id"], "language": language}
            for text in await _offered(api, **asked, **({"category": reply.category} if reply.category else {})):
                assert set(text["open"]) <= {"until"} <= set(PLACEHOLDERS)


async def test_texts_are_for_officers_and_about_complaints_that_they_may_see(api: IntakeClient) -> None:
    filed = await api.file()
    await api.assign(filed["id"], "dinas-pu")
    asked = {"action": "resolve", "complaint": filed["id"]}
    statuses = [
        (await api.client.get("/v1/replies", params=asked, headers=who)).status_code for who in ({}, DEMO, LH, PU)
    ]
    assert statuses == [401, 403, 404, 200]


@pytest.mark.parametrize(
    ("asked", "field", "example"),
    [
        ({"action": "resolve", "language": "jv"}, "language", "send one of id, en"),
        ({"action": "sing"}, "action", "resolve"),
        ({}, "action", "add the field"),
    ],
)
async def test_what_there_is_not_is_refused(api: IntakeClient, asked: dict[str, str], field: str, example: str) -> None:
    answer = await api.client.get("/v1/replies", params=asked, headers=PU)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"]) == (422, field) and example in fault["remedy"]
