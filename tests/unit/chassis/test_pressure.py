"""When bulk has to wait: before what people hand in one by one is in danger, and only for a reason that is known."""

import math
from contextlib import suppress

import pytest
from prometheus_client import REGISTRY

from chassis.access.pressure import BulkLimits, Load, StoreDisk, why_no_bulk
from chassis.errors import StoreUnavailable

LIMITS = BulkLimits(outbox_age_s=60, free_share=0.1)


@pytest.mark.parametrize(
    ("load", "reason"),
    [
        (Load(0), None),
        (Load(60, 0.1), None),
        (Load(60.1), "earlier complaints are still waiting to be passed on"),
        (Load(0, 0.09), "the store's disk is nearly full"),
        (Load(0, 0.0), "the store's disk is nearly full"),
        (Load(3_600, 0.0), "the store's disk is nearly full"),
        (Load(3_600, None), "earlier complaints are still waiting to be passed on"),
    ],
)
def test_bulk_waits_when_the_outbox_is_behind_or_the_disk_runs_full(load: Load, reason: str | None) -> None:
    assert why_no_bulk(load, LIMITS) == reason


async def test_the_latest_answer_about_the_disk_counts_while_the_store_does_not_answer() -> None:
    answers: list[float | None] = [0.5]

    async def look() -> float | None:
        if not answers:
            raise StoreUnavailable("gone")
        return answers.pop()

    disk = StoreDisk(look)
    for _ in range(2):
        with suppress(StoreUnavailable):
            await disk._note()
    assert disk.free_share == 0.5
    assert REGISTRY.get_sample_value("tanggap_store_free_share") == 0.5
    assert disk.not_ready_because() is None


async def test_a_store_that_does_not_say_how_full_its_disk_is_has_no_number() -> None:
    async def look() -> float | None:
        return None

    await StoreDisk(look)._note()
    share = REGISTRY.get_sample_value("tanggap_store_free_share")
    assert share is not None and math.isnan(share)
