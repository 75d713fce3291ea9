"""Both processes as they are run: they start, do their work on a real broker and store, say how they are, and stop."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from tests.component.complaints.processes import eventually, process_of

pytestmark = pytest.mark.slow


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
        process_of(stack, "complaints", "services.complaints") as intake,
        process_of(stack, "projection", "services.complaints.projection") as projection,
    ):
        for service in ("complaints", "projection"):
            await eventually(f"{stack.ops_url(service)}/readyz")
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
        open_ = 'tanggap_open_complaints{state="assigned",unit="dinas-pu"} 1.0'
        numbers = (await eventually(f"{stack.ops_url('projection')}/metrics", holds=open_)).text
        assert 'tanggap_dead_letters_total{reason="malformed_json",topic="assignments"} 1.0' in numbers
        numbers = (await eventually(f"{stack.ops_url('complaints')}/metrics")).text
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
