"""A batch over a real connection: results while lines still come; clients that go away, and a store that does."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.environment import Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from services.complaints.api import batch, lines
from services.complaints.store.complaints import TIMEOUT_S
from tests.component.complaints.batches import NDJSON, PATH, Duplex, ndjson, proper, results, send, served
from tests.component.complaints.intake_api import DEMO, IntakeClient, opened
from tests.component.notify.waiting import eventually
from tests.short import IS_SHORT

pytestmark = pytest.mark.slow

MANY_LINES = 2_000 if IS_SHORT else lines.MAX_LINES


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[tuple[Stack, Store]]:
    """A store that a test may stop."""
    stack = Stack(directory=tmp_path, ports=free_ports())
    store = Store(stack.directory / "store", stack.ports)
    store.start()
    store.wait_until_ready()
    yield stack, store
    store.stop()


async def post(port: int, body: bytes, **headers: str) -> httpx.Response:
    """Send a batch as most clients do: all of it before the first byte of the answer is read."""
    async with httpx.AsyncClient(timeout=120) as client:
        return await client.post(f"http://{HOST}:{port}{PATH}", content=body, headers={**DEMO, **NDJSON, **headers})


async def test_results_come_while_lines_are_still_sent(intake_api: IntakeClient) -> None:
    async with served(intake_api.app) as port, Duplex(port) as client:
        sent = ndjson(proper(120)).splitlines(keepends=True)
        for number in range(3):
            await client.send(sent[number])
            [found] = await client.take(1)
            assert (found["line"], found["status"]) == (number + 1, 201)
        await client.send(b"".join(sent[3:-1]) + sent[-1].rstrip())
        assert [each["line"] for each in await client.take(116)] == list(range(4, 120))
        await client.end()
        [last] = await client.take(2)
        assert (last["line"], last["status"]) == (120, 201)


async def test_whoever_sends_thousands_of_lines_before_reading_gets_as_many_results(intake_api: IntakeClient) -> None:
    async with served(intake_api.app) as port:
        found = results(await post(port, ndjson(proper(MANY_LINES))))
    assert [each["line"] for each in found] == list(range(1, MANY_LINES + 1))
    assert {each["status"] for each in found} == {201}
    assert {each["_id"] for each in await intake_api.kept()} == {each["id"] for each in found}


async def test_who_sends_too_many_lines_is_told_where_to_go_on(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_LINES", 150)
    large = [{**each, "text": "x" * 2_000} for each in proper(4_000)]
    async with served(intake_api.app) as port:
        kept_open = results(await post(port, ndjson(large)))
        closed = results(await post(port, ndjson(large), Connection="close"))
    for found in (kept_open, closed):
        assert [each["status"] for each in found] == [201] * 150 + [413]
    assert len(await intake_api.kept()) == 150


async def test_a_line_without_an_end_is_not_read_for_ever(
    intake_api: IntakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "MAX_BODY", 500_000)
    async with served(intake_api.app) as port:
        first, last = results(await post(port, ndjson(proper(1)) + b"x" * 2_000_000))
    assert (first["status"], last["line"], last["status"]) == (201, 2, 413)


@pytest.mark.parametrize("taken", [0, 40])
async def test_of_a_client_that_goes_away_every_whole_line_is_kept_and_no_half_one(
    intake_api: IntakeClient, taken: int
) -> None:
    sent = ndjson(proper(160))
    async with served(intake_api.app) as port:
        async with Duplex(port) as client:
            whole = b"".join(sent.splitlines(keepends=True)[:150])
            await client.send(whole + sent[len(whole) : len(whole) + 20])
            assert len(await client.take(taken)) == taken

        async def is_kept() -> bool:
            return len(await intake_api.kept()) >= 150

        await eventually(is_kept, "the lines that were sent are kept")
        ids = {each["request"]["external_id"]: each["_id"] for each in await intake_api.kept()}
        assert set(ids) == {f"b-{number}" for number in range(150)}
        again = results(await post(port, sent))
    assert [each["replayed"] for each in again] == [True] * 150 + [False] * 10
    assert [each["id"] for each in again[:150]] == list(ids.values())


@pytest.mark.parametrize("hangs", [True, False])
async def test_while_the_store_is_unavailable_lines_are_refused_and_a_later_repetition_keeps_each_once(
    own_store: tuple[Stack, Store], hangs: bool
) -> None:
    stack, store = own_store
    body = proper(1_000)
    async with opened(stack, timeout_s=TIMEOUT_S) as intake_api:
        async with served(intake_api.app) as port, Duplex(port) as client:
            await client.send(ndjson(body[:10]))
            assert {each["status"] for each in await client.take(10)} == {201}
            os.kill(store.pid, signal.SIGSTOP) if hangs else store.stop()
            await client.send(ndjson(body[10:]))
            refused = await client.take(1_000)
        assert {each["status"] for each in refused} == {503}
        assert [each["line"] for each in refused] == list(range(11, 11 + len(refused)))
        assert "were not tried" in refused[-1]["problem"]["detail"]
        assert all("again" in each["problem"]["errors"][0]["remedy"] for each in refused)
        if hangs:
            os.kill(store.pid, signal.SIGCONT)
        else:
            store.start()
            store.wait_until_ready()
        ids = await _send_until_kept(intake_api, body)
        assert {each["_id"]: each["request"]["external_id"] for each in await intake_api.kept()} == ids
        assert len(ids) == 1_000


async def _send_until_kept(intake_api: IntakeClient, body: list[dict[str, Any]]) -> dict[str, str]:
    """Send again what has no 201, as a client has to; the complaints with their external ids."""
    ids: dict[str, str] = {}
    for _ in range(30):
        left = [each for each in body if each["external_id"] not in ids.values()]
        if not left:
            break
        found = await send(intake_api, ndjson(left))
        assert {each["status"] for each in found} <= {201, 503}
        ids |= {each["id"]: left[each["line"] - 1]["external_id"] for each in found if each["status"] == 201}
    return ids
