"""The operations port: what it says at a scrape is true at that moment, and agrees with readiness."""

import time
from dataclasses import dataclass

import httpx
import pytest
from prometheus_client import REGISTRY

from chassis.ops import Ops
from deploy.local.ports import HOST, free_ports


@dataclass
class Part:
    """A part of a process that is ready or says why not."""

    name: str
    reason: str | None = None

    async def start(self) -> None:
        """Nothing to begin."""

    async def stop(self) -> None:
        """Nothing to end."""

    def not_ready_because(self) -> str | None:
        return self.reason


def _sample(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"tanggap_{name}", labels)


async def test_the_gauges_of_readiness_follow_what_the_parts_say() -> None:
    store, relay, port = Part("store"), Part("relay"), free_ports().api
    ops = Ops("test", (store, relay), HOST, port)
    assert (_sample("ready"), _sample("part_ready", part="store")) == (1, 1)
    store.reason = "store unavailable: it does not answer"
    assert (_sample("ready"), _sample("part_ready", part="store")) == (0, 0)
    assert _sample("part_ready", part="relay") == 1
    await ops.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:
            answer = await client.get("/readyz")
            scraped = (await client.get("/metrics")).text
    finally:
        await ops.stop()
    assert (answer.status_code, answer.json()["reasons"]) == (503, {"store": store.reason})
    assert "tanggap_ready 0.0" in scraped
    assert 'tanggap_part_ready{part="relay"} 1.0' in scraped


def test_the_clock_is_that_of_the_scrape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    Ops("test", (), HOST, free_ports().api)
    assert _sample("clock_timestamp_seconds") == 1_800_000_000.0


def test_the_free_share_of_the_disk_is_a_share() -> None:
    Ops("test", (), HOST, free_ports().api)
    share = _sample("disk_free_share")
    assert share is not None and 0 <= share <= 1
