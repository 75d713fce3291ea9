"""Channels at the intake API: how they say who they are, how much they may send, and what they are refused."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from chassis.access import (
    Channel,
    ChannelDirectory,
    Channels,
    ChannelStore,
    Key,
    Secret,
    access_database,
    hash_of,
    managing,
)
from chassis.access.signatures import MAX_SKEW_S, signature
from chassis.http.signed_body import MAX_UNREAD
from chassis.mongo import Driver
from deploy.local.environment import Stack
from deploy.local.store import Store
from services.complaints.access import Access
from tests.component.complaints.callers import access
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack
from tests.component.notify.waiting import until
from tests.stacks import fresh

PATH = "/v1/complaints"
COMPLAINT = b'{"text": "Lampu jalan mati"}'
SECRET = "tgs_secret"


def channel(id: str, **more: Any) -> Channel:
    return Channel(id, keys=(Key(hash_of(f"key-of-{id}")),), **more)


CHANNELS = (
    channel("demo"),
    channel("slow", rate=2),
    channel("gone", disabled_at=datetime(2026, 3, 2, tzinfo=UTC)),
    channel("bulky", bulk=True),
    channel("english", language="en"),
    channel("french", language="fr"),
    Channel("signing", rate=100, secrets=(Secret("newer"), Secret(SECRET))),
)
FULL: list[str | None] = [None]
"""What is running full, to be set by a test."""


@pytest.fixture
async def api(prepared_stack: PreparedStack) -> AsyncIterator[IntakeClient]:
    FULL[0] = None
    callers = replace(access(), channels=Channels(CHANNELS))
    async with opened(prepared_stack, callers=callers, why_no_bulk=lambda: FULL[0]) as client:
        yield client


def key_of(id: str) -> dict[str, str]:
    return {"X-API-Key": f"key-of-{id}"}


def signed(
    method: str, target: str, body: bytes = b"", nonce: str = "n" * 16, at: int | None = None, secret: str = SECRET
) -> dict[str, str]:
    timestamp = int(time.time()) if at is None else at
    return {
        "X-Tanggap-Channel": "signing",
        "X-Tanggap-Timestamp": str(timestamp),
        "X-Tanggap-Nonce": nonce,
        "X-Tanggap-Signature": signature(secret, method, target, body, timestamp, nonce),
        "Content-Type": "application/json",
    }


async def post(api: IntakeClient, headers: Mapping[str, str], body: bytes = COMPLAINT) -> httpx.Response:
    return await api.client.post(PATH, content=body, headers={"Content-Type": "application/json", **headers})


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, kind and field of a problem that also says what to do."""
    problem = answer.json()
    (fault,) = problem["errors"]
    assert fault["remedy"]
    return answer.status_code, re.split("[:/]", problem["type"])[-1], fault["field"]


async def test_a_channel_without_a_limit_is_answered_as_before(api: IntakeClient) -> None:
    answer = await post(api, DEMO)
    assert answer.status_code == 201
    assert not [name for name in answer.headers if name.startswith("ratelimit")]


async def test_every_answer_to_a_limited_channel_says_what_is_left(api: IntakeClient) -> None:
    filed = await post(api, key_of("slow"))
    assert (filed.status_code, filed.headers["RateLimit-Policy"]) == (201, '"channel";q=2;w=60')
    assert filed.headers["RateLimit"].startswith('"channel";r=1;t=')
    wrong = await post(api, key_of("slow"), b"{}")
    assert (wrong.status_code, wrong.headers["RateLimit"]) == (422, '"channel";r=0;t=60')

    refused = await post(api, key_of("slow"))
    assert refusal(refused) == (429, "rate-limited", "X-API-Key")
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert refused.headers["RateLimit"].startswith('"channel";r=0;t=')
    assert (await post(api, DEMO)).status_code == 201, "it is nobody else's limit"
    assert len(await api.kept()) == 2


@pytest.mark.parametrize(
    ("id", "given", "kept"), [("english", None, "en"), ("english", "id", "id"), ("french", None, "id")]
)
async def test_complainants_of_a_channel_read_its_language_unless_they_chose(
    api: IntakeClient, id: str, given: str | None, kept: str
) -> None:
    body = {"text": "Lampu jalan mati", **({"language": given} if given else {})}
    answer = await api.client.post(PATH, json=body, headers=key_of(id))
    assert answer.status_code == 201
    assert [each["request"]["language"] for each in await api.kept()] == [kept]


async def test_a_disabled_channel_is_told_so(api: IntakeClient) -> None:
    assert refusal(await post(api, key_of("gone"))) == (403, "channel-disabled", "X-API-Key")


async def test_a_bulk_channel_waits_while_others_are_served(api: IntakeClient) -> None:
    assert (await post(api, key_of("bulky"))).status_code == 201
    FULL[0] = "the outbox is behind"
    refused = await post(api, key_of("bulky"))
    assert refusal(refused) == (503, "bulk-refused", "X-API-Key")
    assert (refused.json()["detail"], refused.headers["Retry-After"]) == ("the outbox is behind", "60")
    assert (await post(api, DEMO)).status_code == 201
    known = (await api.client.get(f"{PATH}/nothing", headers=key_of("bulky"))).status_code
    assert known == 404, "reading costs nothing that is scarce"


async def test_a_signed_request_is_taken_once(api: IntakeClient) -> None:
    headers = signed("POST", PATH, COMPLAINT)
    filed = await post(api, headers)
    assert filed.status_code == 201, filed.text
    assert filed.headers["RateLimit-Policy"] == '"channel";q=100;w=60'
    assert refusal(await post(api, headers)) == (401, "nonce-used", "X-Tanggap-Nonce")
    (kept,) = await api.kept()
    assert kept["routing_input"]["channel"] == "signing"

    path = f"{PATH}/{filed.json()['id']}"
    target = f"{path}?lang=en"
    read = await api.client.get(target, headers=signed("GET", target, nonce="m" * 16))
    assert read.status_code == 200
    without_query = await api.client.get(target, headers=signed("GET", path, nonce="o" * 16))
    assert refusal(without_query) == (401, "signature-wrong", "X-Tanggap-Signature")


async def test_the_newer_secret_counts_beside_the_older_one(api: IntakeClient) -> None:
    assert (await post(api, signed("POST", PATH, COMPLAINT, secret="newer"))).status_code == 201


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"X-Tanggap-Signature": "v1=" + "0" * 64}, (401, "signature-wrong", "X-Tanggap-Signature")),
        ({"X-Tanggap-Signature": "0"}, (401, "signature-wrong", "X-Tanggap-Signature")),
        ({"X-Tanggap-Timestamp": "yesterday"}, (401, "signature-wrong", "X-Tanggap-Timestamp")),
        ({"X-Tanggap-Nonce": "x" * 16}, (401, "signature-wrong", "X-Tanggap-Signature")),
        ({"X-Tanggap-Nonce": ""}, (401, "credentials-missing", "X-Tanggap-Nonce")),
        ({"X-Tanggap-Channel": "nobody"}, (401, "credentials-unknown", "X-Tanggap-Channel")),
        ({"X-Tanggap-Channel": "demo"}, (401, "credentials-unknown", "X-Tanggap-Channel")),
    ],
)
async def test_a_signature_that_is_not_right_is_refused(
    api: IntakeClient, change: dict[str, str], expected: tuple[int, str, str]
) -> None:
    assert refusal(await post(api, {**signed("POST", PATH, COMPLAINT), **change})) == expected
    assert await api.kept() == []


async def test_another_body_than_the_signed_one_is_refused(api: IntakeClient) -> None:
    answer = await post(api, signed("POST", PATH, COMPLAINT), COMPLAINT.replace(b"mati", b"baru"))
    assert refusal(answer) == (401, "signature-wrong", "X-Tanggap-Signature")


@pytest.mark.parametrize("skew", [-MAX_SKEW_S - 5, MAX_SKEW_S + 5])
async def test_a_signature_of_another_time_is_refused_with_our_time(api: IntakeClient, skew: int) -> None:
    answer = await post(api, signed("POST", PATH, COMPLAINT, at=int(time.time()) + skew))
    assert refusal(answer) == (401, "signature-expired", "X-Tanggap-Timestamp")
    assert str(int(time.time()))[:8] in answer.json()["detail"]


async def test_a_key_beside_a_wrong_signature_does_not_help(api: IntakeClient) -> None:
    headers = {**signed("POST", PATH, COMPLAINT), "X-Tanggap-Signature": "v1=" + "0" * 64, **DEMO}
    assert refusal(await post(api, headers))[1] == "signature-wrong"


async def test_a_signed_body_that_nobody_reads_is_read_to_a_limit(api: IntakeClient) -> None:
    """GET with a body: the route does not read it, so the check has to."""
    target = f"{PATH}/nothing"
    small, large = b"x" * 100, b"x" * (MAX_UNREAD + 1)
    answer = await api.client.request("GET", target, content=small, headers=signed("GET", target, small))
    assert answer.status_code == 404
    answer = await api.client.request("GET", target, content=large, headers=signed("GET", target, large, "m" * 16))
    assert answer.status_code == 413


async def test_a_nonce_is_used_once_among_many_at_the_same_moment(api: IntakeClient) -> None:
    headers = signed("POST", PATH, COMPLAINT)
    answers = await asyncio.gather(*(post(api, headers) for _ in range(20)))
    assert sorted(each.status_code for each in answers) == [201] + [401] * 19
    assert len(await api.kept()) == 1


async def test_officers_are_not_limited_by_any_of_it(api: IntakeClient) -> None:
    FULL[0] = "the disk is full"
    assert (await post(api, PU)).status_code == 201


async def test_a_channel_of_the_store_is_let_in_and_shut_out_without_a_restart(bare_stack: Stack, store: Store) -> None:
    stack = fresh(bare_stack)
    driver = Driver(stack.mongo_url, access_database(stack.database), 2, 10.0)
    driver.open()
    kept = ChannelStore(driver)
    key = (await managing.add(kept, Channel("jaki"))).key
    directory = ChannelDirectory(kept)
    callers = Access({}, channels=Channels((channel("demo"),), directory))
    async with opened(stack, callers=callers) as api:
        headers = {"X-API-Key": key or ""}
        answer = await post(api, headers)
        assert (answer.status_code, answer.headers["Retry-After"].isdigit()) == (503, True), "not read yet"
        await directory.start()
        assert (await post(api, headers)).status_code == 201
        (complaint,) = await api.kept()
        assert complaint["routing_input"]["channel"] == "jaki"
        assert refusal(await post(api, {"X-API-Key": "another"})) == (401, "credentials-unknown", "X-API-Key")

        await managing.disable(kept, "jaki")
        directory.wake()
        await until(lambda: not (directory.by_id("jaki") or Channel("")).is_enabled, "it is known to be disabled")
        assert refusal(await post(api, headers))[1] == "channel-disabled"
        await directory.stop()
    driver.close()
