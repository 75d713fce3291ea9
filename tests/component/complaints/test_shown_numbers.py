"""The numbers of units come from one of the projection's processes, and from another once that one is gone."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from chassis.admin import AdminSettings, create_topics
from deploy.local.access import ensure_access
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from tests.component.complaints.processes import eventually, process_of

pytestmark = pytest.mark.slow

MODULE = "services.complaints.projection"
OF_UNITS = (
    "tanggap_open_complaints{",
    "tanggap_overdue_complaints{",
    "tanggap_oldest_open_complaint_timestamp_seconds{",
)


async def test_of_two_projections_one_shows_the_numbers_and_after_its_kill_the_other(stack: Stack) -> None:
    stack = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
    ensure_access(stack)
    stack.faust.mkdir(parents=True, exist_ok=True)
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    # The port of a process that this test does not start.
    second = {"INSTANCE": "projection-1", "OPS_PORT": str(stack.ports.ops("routing"))}
    urls = [f"{stack.ops_url(name)}/metrics" for name in ("projection", "routing")]
    with (
        process_of(stack, "projection", MODULE) as one,
        process_of(stack, "projection", MODULE, second) as other,
    ):
        processes = dict(zip(urls, (one, other), strict=True))
        for url in urls:
            await eventually(url.replace("metrics", "readyz"))
        owner = await _owner(urls)
        (standby,) = set(urls) - {owner}
        await eventually(owner, holds=OF_UNITS[0])
        shown, hidden = (await eventually(owner)).text, (await eventually(standby)).text
        assert all(name in shown for name in OF_UNITS)
        assert not any(name in hidden for name in OF_UNITS)
        assert "tanggap_counts_owner 0.0" in hidden
        processes[owner].kill()
        taken_over = await eventually(standby, holds=OF_UNITS[0])
        assert "tanggap_counts_owner 1.0" in taken_over.text
        assert all(name in taken_over.text for name in OF_UNITS)


async def _owner(urls: list[str]) -> str:
    """Whichever was quicker."""
    async with asyncio.timeout(30), httpx.AsyncClient() as client:
        while True:
            for url in urls:
                if "tanggap_counts_owner 1.0" in (await client.get(url)).text:
                    return url
            await asyncio.sleep(0.1)
