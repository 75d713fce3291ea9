"""While the store is unavailable every request is answered within a second, honestly, and nothing is half kept."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from chassis.store import StoreComponent
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from deploy.local.store import Store
from services.complaints.store.complaints import TIMEOUT_S
from services.complaints.store.prepare import prepare
from tests.component.complaints.intake_api import DEMO, IntakeClient, opened

LIMIT_S = 1.2
"""A second, and a little for a busy machine."""


@pytest.fixture
def own_stack(tmp_path: Path) -> Stack:
    """A stack of which nothing runs yet."""
    return Stack(directory=tmp_path, ports=free_ports())


@pytest.fixture
def own_store(own_stack: Stack) -> Iterator[Store]:
    """A store that a test may stop."""
    store = Store(own_stack.directory / "store", own_stack.ports)
    store.start()
    store.wait_until_ready()
    yield store
    store.kill()


@pytest.fixture
async def intake(own_stack: Stack, own_store: Store) -> AsyncIterator[IntakeClient]:
    """An intake API over that store."""
    async with opened(own_stack, timeout_s=TIMEOUT_S) as opened_intake:
        yield opened_intake


async def _refused_in_time(intake: IntakeClient, method: str, path: str) -> None:
    started = time.monotonic()
    answer = await intake.client.request(
        method, path, headers=DEMO, json={"text": "x", "external_id": "A"} if method == "POST" else None
    )
    assert time.monotonic() - started < LIMIT_S
    assert answer.status_code == 503, answer.text
    assert 5 <= int(answer.headers["Retry-After"]) <= 15
    assert answer.json()["type"] == "/problems/store-unavailable"


async def test_it_refuses_in_time_while_the_store_is_stopped(intake: IntakeClient, own_store: Store) -> None:
    filed = await intake.file()
    own_store.stop()
    await _refused_in_time(intake, "POST", "/v1/complaints")
    await _refused_in_time(intake, "GET", f"/v1/complaints/{filed['id']}")
    await _refused_in_time(intake, "GET", filed["links"]["track"])
    own_store.start()
    own_store.wait_until_ready()
    assert [each["_id"] for each in await intake.kept()] == [filed["id"]]
    await intake.file(external_id="A")


async def test_it_refuses_in_time_while_the_store_hangs(intake: IntakeClient, own_store: Store) -> None:
    filed = await intake.file()
    os.kill(own_store.pid, signal.SIGSTOP)
    try:
        await _refused_in_time(intake, "POST", "/v1/complaints")
        await _refused_in_time(intake, "GET", f"/v1/complaints/{filed['id']}")
    finally:
        os.kill(own_store.pid, signal.SIGCONT)


async def test_it_starts_while_the_store_is_unavailable(own_stack: Stack) -> None:
    async with opened(own_stack, prepared=False, timeout_s=TIMEOUT_S) as intake:
        store = Store(own_stack.directory / "store", own_stack.ports)

        async def prepare_and_open() -> None:
            await prepare(intake.driver, intake.city)
            intake.deps.store.open()

        watch = StoreComponent((intake.driver,), "test-0", prepare_and_open)
        await watch.start()
        try:
            assert "store unavailable: " in (watch.not_ready_because() or "")
            await _refused_in_time(intake, "POST", "/v1/complaints")
            store.start()
            store.wait_until_ready()
            await _ready(watch)
            await intake.file()
        finally:
            await watch.stop()
            store.stop()


async def _ready(watch: StoreComponent) -> None:
    for _ in range(100):
        if watch.not_ready_because() is None:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(watch.not_ready_because())


async def test_the_client_is_told_the_same_by_every_route(intake: IntakeClient, own_store: Store) -> None:
    own_store.stop()
    for path in ("/v1/units", "/v1/units/dinas-pu"):
        answer: httpx.Response = await intake.client.get(path)
        assert answer.status_code == 503
