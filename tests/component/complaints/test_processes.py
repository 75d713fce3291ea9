"""Both processes as they are run: they start, do their work on a real broker and store, say how they are, and stop."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

import httpx
import pytest

from chassis.admin import AdminSettings, create_topics
from chassis.errors import EXIT_CONFIGURATION
from chassis.producer import Producer
from contracts.codec import encode
from contracts.records import Record
from contracts.topics import ASSIGNMENTS
from deploy.local.access import ensure_access
from deploy.local.environment import REPOSITORY, Stack, service_environment
from deploy.local.ports import free_ports
from tests.component.complaints.intake_api import assigned

pytestmark = pytest.mark.slow


@contextmanager
def _running(stack: Stack, service: str, module: str) -> Iterator[subprocess.Popen[bytes]]:
    log = (stack.directory / f"{stack.database}-{service}.log").open("wb")
    environment = {**os.environ, **service_environment(stack, service)}
    process = subprocess.Popen([sys.executable, "-m", module], cwd=REPOSITORY, env=environment, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()


async def _eventually(url: str, expected: int = 200) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        for _ in range(300):
            try:
                answer = await client.get(url)
                if answer.status_code == expected:
                    return answer
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError(f"{url} never answered {expected}")


@asynccontextmanager
async def _publishing(stack: Stack) -> AsyncIterator[Producer]:
    producer = Producer(stack.bootstrap, stack.prefix, "test")
    await producer.start()
    yield producer
    await producer.stop()


async def test_both_processes_carry_a_complaint_to_its_unit(stack: Stack) -> None:
    stack = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
    plain = ensure_access(stack)
    stack.faust.mkdir(parents=True, exist_ok=True)
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    with (
        _running(stack, "complaints", "services.complaints") as intake,
        _running(stack, "projection", "services.complaints.projection") as projection,
    ):
        for service in ("complaints", "projection"):
            await _eventually(f"{stack.ops_url(service)}/readyz")
        async with httpx.AsyncClient(base_url=stack.api_url) as client:
            key = {"X-API-Key": plain["channels"]["demo"]}
            filed = (await client.post("/v1/complaints", json={"text": "jalan rusak"}, headers=key)).json()
            body = encode(assigned(filed["id"], "dinas-pu", 1, "meja-triase"), "routing")
            async with _publishing(stack) as producer:
                records = [Record(ASSIGNMENTS.name, filed["id"].encode(), value) for value in (b"poison", body, body)]
                await producer.deliver(records)
            token = {"Authorization": f"Bearer {plain['officers']['officer-dinas-pu']}"}
            assert (await client.get("/v1/complaints/budi-0812", headers=token)).status_code == 404
            async with asyncio.timeout(30):
                while (await client.get(f"/v1/complaints/{filed['id']}", headers=token)).status_code != 200:
                    await asyncio.sleep(0.1)
                while (await client.get("/v1/units/dinas-pu")).json()["open"] != {"assigned": 1}:
                    await asyncio.sleep(0.1)
        numbers = (await _eventually(f"{stack.ops_url('projection')}/metrics")).text
        assert 'tanggap_open_complaints{state="assigned",unit="dinas-pu"} 1.0' in numbers
        assert 'tanggap_dead_letters_total{reason="malformed_json",topic="assignments"} 1.0' in numbers
        numbers = (await _eventually(f"{stack.ops_url('complaints')}/metrics")).text
        assert 'tanggap_intake_complaints_total{channel="demo",outcome="filed"} 1.0' in numbers
        assert 'tanggap_relay_active{topic="complaints"} 1.0' in numbers
        assert 'route="/v1/complaints/{complaint_id}"' in numbers
        assert filed["id"] not in numbers
    assert (intake.returncode, projection.returncode) == (0, 0)
    log = (stack.directory / f"{stack.database}-complaints.log").read_text()
    assert "jalan rusak" not in log
    assert "budi-0812" not in log, "what callers send in place of an id"
    assert filed["id"] in log
    assert filed["tracking_code"] not in log


async def test_it_says_what_is_wrong_with_its_settings(stack: Stack) -> None:
    environment = {**os.environ, **service_environment(stack, "complaints"), "TRACKING_KEY_FILE": "/nowhere/key"}
    ensure_access(stack)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.complaints", cwd=REPOSITORY, env=environment, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == EXIT_CONFIGURATION
    assert b"/nowhere/key" in said
