"""Whatever is sent, the answer says what is wrong and nothing is kept; or all of it is kept, and a retry finds it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from chassis.http.handlers import MAX_FAULTS
from services.complaints.api.examples import COMPLAINT_ID
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient

JSON = {**DEMO, "Content-Type": "application/json"}
XML = {**DEMO, "Content-Type": "application/xml"}
FORM = {**DEMO, "Content-Type": "application/x-www-form-urlencoded"}


def _point(latitude: bytes) -> bytes:
    return b'{"text": "x", "point": {"latitude": ' + latitude + b', "longitude": 1}}'


WRONG: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "a large body": (json.dumps({"text": "x" * 1_000_000}).encode(), JSON, 413, "body"),
    "arrays in arrays": (b'{"text": "x", "point": ' + b"[" * 200 + b"]" * 200 + b"}", JSON, 422, "point"),
    "objects in objects": (b'{"text": "x", "point": ' + b'{"a":' * 200 + b"1" + b"}" * 201, JSON, 422, "point.a"),
    "nested without an end": (b'{"text": "x", "point": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON, 400, "body"),
    "a NUL in the text": (b'{"text": "lampu\\u0000mati"}', JSON, 422, "text"),
    "a NUL in the id": (b'{"text": "x", "external_id": "A\\u0000"}', JSON, 422, "external_id"),
    "a NUL in the JSON": (b'{"text": "lampu\x00mati"}', JSON, 400, "body"),
    "an operator for a text": (b'{"text": {"$ne": ""}}', JSON, 422, "text"),
    "an operator for an id": (b'{"text": "x", "external_id": {"$gt": ""}}', JSON, 422, "external_id"),
    "an operator for a category": (b'{"text": "x", "category": "$ne"}', JSON, 422, "category"),
    "an operator for a field": (b'{"text": "x", "$where": "sleep(1)"}', JSON, 422, "$where"),
    "XML": (b"<?xml version='1.0'?><text>x</text>", XML, 422, "body"),
    "XML that says it is JSON": (b"<text>x</text>", JSON, 400, "body"),
    "a form": (b"text=x", FORM, 422, "body"),
    "the same name twice": (b'{"text": "x", "text": "y"}', JSON, 400, "body"),
    "the same name twice inside": (b'{"text": "x", "point": {"latitude": 1, "latitude": 2}}', JSON, 400, "body"),
    "more than a double holds": (_point(b"1e400"), JSON, 422, "point.latitude"),
    "less than a double holds": (_point(b"-1e400"), JSON, 422, "point.latitude"),
    "no number": (_point(b"NaN"), JSON, 422, "point.latitude"),
    "a number of 400 digits": (_point(b"9" * 400), JSON, 422, "point.latitude"),
    "a number of 5,000 digits": (_point(b"9" * 5_000), JSON, 400, "body"),
    "half a character": (b'{"text": "\\ud800"}', JSON, 422, "text"),
    "half a character as bytes": (b'{"text": "\xed\xa0\x80"}', JSON, 422, "text"),
    "half a character in an id": (b'{"text": "x", "external_id": "\\udfff"}', JSON, 422, "external_id"),
    "half a character in a name": (b'{"text": "x", "\\ud800": 1}', JSON, 422, "body"),
    "no UTF-8": (b'{"text": "\xff"}', JSON, 400, "body"),
    "two documents": (b'{"text": "x"}{"text": "y"}', JSON, 400, "body"),
    "half a document": (b'{"text": "x"', JSON, 400, "body"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_is_said_and_nothing_is_kept(intake_api: IntakeClient, name: str) -> None:
    content, headers, status, field = WRONG[name]
    answer = await intake_api.client.post("/v1/complaints", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    faults = answer.json()["errors"]
    assert field in {fault["field"] for fault in faults}
    assert all(fault["reason"] and len(fault["remedy"]) > 5 for fault in faults)
    assert await intake_api.kept() == []


async def test_a_large_body_without_a_length_is_refused_while_it_comes(intake_api: IntakeClient) -> None:
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 10_000
            yield b" " * 10_000

    answer = await intake_api.client.post("/v1/complaints", content=body(), headers=JSON)
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")
    assert sent < 300_000


async def test_a_body_of_unknown_fields_gets_a_small_answer(intake_api: IntakeClient) -> None:
    many = {f"{'f' * 200}{number}": 1 for number in range(1_000)}
    answer = await intake_api.client.post("/v1/complaints", json={"text": "x", **many}, headers=DEMO)
    assert (answer.status_code, len(answer.json()["errors"])) == (422, MAX_FAULTS)
    assert len(answer.content) < 30_000


async def test_a_complainants_body_is_read_as_strictly(intake_api: IntakeClient) -> None:
    path = f"{(await intake_api.file())['links']['track']}/actions/comment?lang=en"
    for content in (b'{"text": "a", "text": "b"}', b"<text/>", b'{"text": "\xff"}'):
        answer = await intake_api.client.post(path, content=content, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["title"]) == (400, "We could not read that")
    large = await intake_api.client.post(path, content=b"x" * 1_000_000)
    assert (large.status_code, large.json()["title"]) == (413, "That is too much at once")


async def test_characters_that_turn_the_direction_are_kept_as_they_came(intake_api: IntakeClient) -> None:
    """Arabic and Hebrew need some of them. They are shown to people only as text, never as a name or an address."""
    text = "jalan \u202eteksak\u202c rusak \u200f\u2066x\u2069"
    filed = await intake_api.file(text=text, external_id="\u202eA")
    shown = (await intake_api.client.get(filed["links"]["self"], headers=DEMO)).json()
    assert (shown["text"], shown["external_id"]) == (text, "\u202eA")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("category=$ne", 422),
        ("category=%24ne", 422),
        ("state=%7B%22%24ne%22%3A1%7D", 422),
        ("assignee=$where", 422),
        ("after=%24gt", 422),
        ("limit=%24gt", 422),
        ("unit=%00", 422),
        ("area=%ff", 422),
        ("q=%00", 422),
        ("lang=%0d%0aX-Planted:1", 422),
        ("q=%24gt", 200),
        ("category[$ne]=x", 200),
        ("state[$gt]=", 200),
    ],
)
async def test_an_operator_in_a_query_is_a_text_like_any_other(
    intake_api: IntakeClient, query: str, status: int
) -> None:
    """Names that are no parameters are passed by, as names with an operator are."""
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-lh")
    answer = await intake_api.client.get(f"/v1/complaints?{query}", headers=PU)
    assert answer.status_code == status, answer.text
    assert filed["id"] not in answer.text, "it is another unit's"
    assert not [name for name in answer.headers if "planted" in name]


@pytest.mark.parametrize("part", ["%00", "%7B%22$ne%22:null%7D", "$where", "%ff", "%ED%A0%80", "%0d%0aX-Planted:1"])
async def test_nothing_in_a_path_finds_what_it_should_not(intake_api: IntakeClient, part: str) -> None:
    await intake_api.file()
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/v1/complaints/{}", {"headers": PU}),
        ("/v1/units/{}", {}),
        ("/v1/track/{}", {}),
        ("/problems/{}", {}),
        ("/docs/{}", {}),
    )
    for path, how in calls:
        answer = await intake_api.client.get(path.format(part), **how)
        assert answer.status_code == 404, path
        assert not [name for name in answer.headers if "planted" in name]
    step = f"/v1/complaints/{COMPLAINT_ID}/actions/{part}"
    assert (await intake_api.client.post(step, headers={**PU, "If-Match": '"v1"'})).status_code == 404
