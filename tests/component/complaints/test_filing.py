"""POST /v1/complaints: what is accepted is kept and can be read at once; what is refused leaves nothing behind."""

import asyncio
import hashlib
import json
from typing import Any

import pytest

from chassis.http.context import MAX_BODY
from contracts.codec import decode
from contracts.events import ComplaintFiled
from services.complaints.api.problems import MEDIA_TYPE
from services.complaints.store.documents import request_of
from tests.component.complaints.intake_api import DEMO, LEADER, OTHER, IntakeClient

COMPLETE: dict[str, Any] = {
    "text": "  Jalan depan pasar berlubang,\nlampu jalan mati  ",
    "category": "jalan-rusak",
    "area": "99.71.01.1001",
    "point": {"latitude": -9.5, "longitude": 110},
    "external_id": "LPR-1",
    "language": "id",
}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown field": ({"text": "x", "prioritas": "tinggi"}, "prioritas"),
    "missing text": ({"category": "sampah"}, "text"),
    "wrong type": ({"text": 12345}, "text"),
    "empty text": ({"text": ""}, "text"),
    "blank text": ({"text": " \n\t "}, "text"),
    "long text": ({"text": "x" * 5_000}, "text"),
    "control characters": ({"text": "lampu\x00mati"}, "text"),
    "lone surrogate": ({"text": "\ud800"}, "text"),
    "latitude": ({"text": "x", "point": {"latitude": 97.5, "longitude": 110.5}}, "point.latitude"),
    "longitude": ({"text": "x", "point": {"latitude": -9.5, "longitude": 210.0}}, "point.longitude"),
    "not a number": ({"text": "x", "point": {"latitude": float("nan"), "longitude": 1}}, "point.latitude"),
    "half a point": ({"text": "x", "point": {"latitude": 1}}, "point.longitude"),
    "area": ({"text": "x", "area": "99.71.1"}, "area"),
    "category": ({"text": "x", "category": "Jalan Rusak"}, "category"),
    "language": ({"text": "x", "language": "jv"}, "language"),
    "long external id": ({"text": "x", "external_id": "a" * 101}, "external_id"),
    "blank external id": ({"text": "x", "external_id": " "}, "external_id"),
    "a list": ([{"text": "x"}], "body"),  # type: ignore[dict-item]  # wrong on purpose
}


async def test_it_is_kept_with_its_first_event_and_read_right_after(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.post("/v1/complaints", json=COMPLETE, headers=DEMO)
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == body["links"]["self"] == f"/v1/complaints/{body['id']}"
    assert answer.headers["ETag"] == '"v1"'
    assert answer.headers["traceparent"].startswith("00-")

    read = await intake_api.client.get(body["links"]["self"], headers=DEMO)
    assert read.status_code == 200
    shown = read.json()
    assert shown["text"] == COMPLETE["text"].strip()
    assert shown["filed_at"] == body["filed_at"]
    assert (shown["state"], shown["version"], shown["external_id"]) == ("filed", 1, "LPR-1")

    [kept] = await intake_api.kept()
    event = decode(kept["events"][0]["body"])
    assert isinstance(event, ComplaintFiled)
    assert event.routing_input.words == ("jalan", "lampu-jalan", "lubang")
    assert event.trace == answer.headers["traceparent"]
    assert b"pasar" not in kept["events"][0]["body"]
    assert (kept["published_seq"], "pending_since" in kept) == (0, True)


async def test_what_it_asks_for_leaves_the_store_as_ids_alone(intake_api: IntakeClient) -> None:
    for text in ("Belum ada lampu jalan di gang kami", "Lampu jalan mati"):
        await intake_api.client.post("/v1/complaints", json={"text": text}, headers=DEMO)
    asking, broken = [each["events"][0]["body"] for each in await intake_api.kept()]
    needs = [event.routing_input.needs for event in map(decode, (asking, broken)) if isinstance(event, ComplaintFiled)]
    assert sorted(needs, key=str) == [("street-light",), None]
    assert b"Belum" not in asking + broken and b'"needs"' in asking + broken


@pytest.mark.parametrize(
    ("sent", "language", "wants_updates"),
    [({}, "id", True), ({"language": "en", "wants_updates": False}, "en", False)],
)
async def test_the_event_says_in_which_language_and_how_much_the_complainant_wants_to_hear(
    intake_api: IntakeClient, sent: dict[str, Any], language: str, wants_updates: bool
) -> None:
    await intake_api.file(**sent)
    [kept] = await intake_api.kept()
    event = decode(kept["events"][0]["body"])
    assert isinstance(event, ComplaintFiled)
    assert (event.language, event.wants_updates) == (language, wants_updates)
    assert (kept["request"]["language"], request_of(kept).wants_updates) == (language, wants_updates)


async def test_who_wants_to_hear_less_has_sent_another_request(intake_api: IntakeClient) -> None:
    silent = {"text": "x", "external_id": "A-1", "wants_updates": False}
    answers = [
        await intake_api.client.post("/v1/complaints", json=body, headers=DEMO)
        for body in (silent, silent, {**silent, "wants_updates": True})
    ]
    assert [each.status_code for each in answers] == [201, 201, 422]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert "wants_updates" in answers[2].json()["errors"][0]["reason"]


async def test_a_request_that_was_kept_before_there_was_a_choice_can_be_repeated(intake_api: IntakeClient) -> None:
    filed = await intake_api.file(external_id="A-1", text="x")
    [kept] = await intake_api.kept()
    content = {"area": None, "category": None, "external_id": "A-1", "language": None, "point": None, "text": "x"}
    canonical = json.dumps(content, separators=(",", ":")).encode()
    assert "wants_updates" not in kept["request"]
    assert kept["request"]["fingerprint"] == hashlib.sha256(canonical).hexdigest()
    assert await intake_api.file(external_id="A-1", text="x", wants_updates=True) == filed


@pytest.mark.parametrize("name", REFUSED)
async def test_it_refuses_with_field_reason_and_remedy(intake_api: IntakeClient, name: str) -> None:
    sent, field = REFUSED[name]
    headers = {**DEMO, "Content-Type": "application/json"}
    answer = await intake_api.client.post("/v1/complaints", content=json.dumps(sent), headers=headers)
    problem = answer.json()
    assert answer.status_code == problem["status"] == 422, answer.text
    assert answer.headers["Content-Type"] == MEDIA_TYPE
    assert field in [error["field"] for error in problem["errors"]]
    assert all(error["reason"] and error["remedy"] for error in problem["errors"])
    assert set(problem) == {"type", "title", "status", "detail", "errors", "instance"}
    assert await intake_api.kept() == []


@pytest.mark.parametrize(
    "raw", [b'{"text": "banjir', b"", b"\xff\xfe", b"[" * 50_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000]
)
async def test_it_refuses_what_is_not_proper_json(intake_api: IntakeClient, raw: bytes) -> None:
    headers = {**DEMO, "Content-Type": "application/json"}
    answer = await intake_api.client.post("/v1/complaints", content=raw, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["errors"][0]["field"] == "body"
    assert await intake_api.kept() == []


async def test_it_refuses_a_large_body_while_it_streams_in(intake_api: IntakeClient) -> None:
    async def endless() -> Any:
        yield b'{"text": "'
        for _ in range(2 * MAX_BODY // 1024):
            yield b"x" * 1024

    headers = {**DEMO, "Content-Type": "application/json"}
    answer = await intake_api.client.post("/v1/complaints", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["field"] == "body"
    assert await intake_api.kept() == []


async def test_it_accepts_a_category_that_the_city_does_not_know_and_a_place_anywhere_in_it(
    intake_api: IntakeClient,
) -> None:
    for area in ("99.71", "99.71.01", "99.71.01.1999"):
        await intake_api.file(category="gempa-bumi", area=area)
    assert len(await intake_api.kept()) == 3


async def test_it_refuses_an_area_of_another_city_with_an_example_of_its_own(intake_api: IntakeClient) -> None:
    answer = await intake_api.client.post("/v1/complaints", json={"text": "x", "area": "31.71"}, headers=DEMO)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["field"], fault["reason"]) == (422, "area", "area_unknown")
    assert "99.71.01" in fault["remedy"]
    assert await intake_api.kept() == []


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"X-API-Key": "wrong"}, 401), (LEADER, 403)])
async def test_only_channels_and_officers_file(intake_api: IntakeClient, headers: dict[str, str], status: int) -> None:
    answer = await intake_api.client.post("/v1/complaints", json={"text": "x"}, headers=headers)
    assert answer.status_code == status
    assert await intake_api.kept() == []


@pytest.mark.parametrize("extra", [{"external_id": "A"}, {}])
async def test_a_repetition_gets_the_same_answer(intake_api: IntakeClient, extra: dict[str, str]) -> None:
    headers = {**DEMO, "Idempotency-Key": "once"}
    first, again = [
        await intake_api.client.post("/v1/complaints", json={"text": "x", **extra}, headers=headers) for _ in range(2)
    ]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(await intake_api.kept()) == 1


async def test_a_key_of_any_bytes_that_a_header_can_carry_is_recognised(intake_api: IntakeClient) -> None:
    channel = (b"X-API-Key", DEMO["X-API-Key"].encode())
    first, again, other = [
        await intake_api.client.post("/v1/complaints", json={"text": "x"}, headers=[channel, (b"Idempotency-Key", key)])
        for key in (b"caf\xe9", b"caf\xe9", b"caf\xe8")
    ]
    assert first.json()["id"] == again.json()["id"] != other.json()["id"]
    digest = hashlib.sha256(b"caf\xe9").hexdigest()
    assert f"key:{digest}" in {document["request"]["key"] for document in await intake_api.kept()}


async def test_another_request_under_the_same_key_is_refused(intake_api: IntakeClient) -> None:
    await intake_api.file(external_id="A", category="sampah")
    answer = await intake_api.client.post(
        "/v1/complaints", json={"text": "rahasia", "external_id": "A", "category": "banjir"}, headers=DEMO
    )
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == "external_id"
    assert "text, category" in error["reason"]
    assert "rahasia" not in answer.text
    assert len(await intake_api.kept()) == 1


async def test_channels_do_not_share_their_ids(intake_api: IntakeClient) -> None:
    await intake_api.file(external_id="A")
    answer = await intake_api.client.post("/v1/complaints", json={"text": "x", "external_id": "A"}, headers=OTHER)
    assert answer.status_code == 201
    assert "Idempotency-Replayed" not in answer.headers
    assert len(await intake_api.kept()) == 2


async def test_without_a_key_every_request_is_a_complaint(intake_api: IntakeClient) -> None:
    first, second = await intake_api.file(), await intake_api.file()
    assert first["id"] != second["id"]


async def test_many_at_once_are_each_kept(intake_api: IntakeClient) -> None:
    answers = await asyncio.gather(*(intake_api.file(external_id=f"m{number}") for number in range(100)))
    assert {each["_id"] for each in await intake_api.kept()} == {answer["id"] for answer in answers}
