"""Every part is killed in the middle of hundreds of complaints; the outside ledger must balance all the same.

The short form is part of `make test`; `FAULTS_COMPLAINTS=2000 FAULTS_KILLS=10 SEED=7 make faults` is a longer one.
"""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from demo import sample
from demo.channel import paced
from demo.follower import Follower
from demo.intake_client import IntakeClient
from demo.officers import Officers
from demo.sample import Sample
from demo.stack import running
from deploy.local.access import read_plain
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from tests.faults.chaos import Chaos, schedule
from tests.short import IS_SHORT
from tools.ledger import Sources, gather
from verify import Histories, Timing, check, read_city

COMPLAINTS = int(os.environ.get("FAULTS_COMPLAINTS", "60" if IS_SHORT else "120"))
KILLS = int(os.environ.get("FAULTS_KILLS", "1"))
SEED = int(os.environ.get("SEED", "1"))
PER_SECOND = 10.0
SETTLED_WITHIN_S = 300.0
KNOWN_LATE = timedelta(seconds=60)
"""An event may reach sla this late after an outage; until then it may emit a breach, and withdraws it afterwards."""
DOWN = timedelta(seconds=60)
"""So long sla itself may be down: what was done meanwhile, after its deadline, it does not escalate any more."""


def complaints(number: int) -> list[Sample]:
    """So many complaints made from the sample: most are resolved by an officer, every fifth is left alone. Each says
    something else, for the same text within minutes is one complaint.
    """
    originals = [each for each in sample.load() if each.expect == "filed"]
    return [
        original.model_copy(
            update={
                "id": f"{original.id}-{n}",
                "request": {**original.request, "external_id": f"campaign-{n}", "text": f"{original.body['text']} {n}"},
                "story": "ignored" if n % 5 == 0 else "answered",
            }
        )
        for n, original in ((n, originals[n % len(originals)]) for n in range(number))
    ]


@pytest.mark.timeout(2700)
async def test_kills_of_every_part_lose_nothing_double_nothing_and_hurry_nothing(tmp_path: Path) -> None:
    stack = Stack(directory=tmp_path, ports=free_ports())
    chaos = Chaos(stack)
    faults = schedule(SEED, KILLS)
    with running(stack, Console(quiet=True)):
        plain = read_plain(stack)
        async with IntakeClient(stack.api_url, plain) as intake:
            hit = asyncio.create_task(chaos.run(faults, pause_s=COMPLAINTS / PER_SECOND / len(faults)))
            await _file_and_answer(intake)
            await hit
            refused = [filing.status for filing in intake.record.filings if filing.complaint_id is None]
            assert refused == [], chaos.done
            await _settled(stack, list(intake.record.promised()))
            evidence = await gather(Sources.of(stack), intake.record, plain["channels"]["demo"])
    timing = Timing(until=evidence.read_at, late=KNOWN_LATE, grace=DOWN)
    report = check(intake.record, evidence, read_city(stack.city), timing=timing)
    assert report.findings == (), chaos.done
    assert report.counts["filed"] == COMPLAINTS


async def _file_and_answer(intake: IntakeClient) -> None:
    """File all complaints at a steady pace; officers answer as soon as they see them, as far as the faults let them."""
    officers = Officers(intake, Histories().get)
    async with asyncio.TaskGroup() as group:

        async def one(each: Sample) -> None:
            filing, _ = await intake.file(each.id, each.body)
            if filing.complaint_id and officers.has_story(each):
                group.create_task(officers.play(each, filing))

        await paced([lambda each=each: one(each) for each in complaints(COMPLAINTS)], PER_SECOND)  # type: ignore[misc]


async def _settled(stack: Stack, complaint_ids: list[str]) -> None:
    """Wait until nothing more is to come: all assigned, every breach and level emitted, every mail delivered."""
    async with Follower(stack, DOWN) as watch:
        try:
            async with asyncio.timeout(SETTLED_WITHIN_S):
                while watch.unassigned(complaint_ids) or watch.unfinished():
                    watch.check_alive()
                    await asyncio.sleep(0.5)
        except TimeoutError:
            left = {each: _story(watch, each) for each in [*watch.unassigned(complaint_ids), *watch.unfinished()]}
            raise AssertionError(
                f"{len(left)} not settled after {SETTLED_WITHIN_S:.0f} s: {list(left.items())[:2]}"
            ) from None


def _story(watch: Follower, complaint_id: str) -> list[str]:
    """What was emitted about a complaint, for the message of a failing test."""
    return [
        f"{event.occurred_at:%H:%M:%S.%f} {event.type} {event.id}" for event in watch.histories.get(complaint_id).all
    ]
