"""Improvements is killed in the middle of each thing that it does: every step is said once, and nothing is lost.

The short form is part of `make test`; `FAULTS_KILLS=10 SEED=7 make faults` adds kills at moments that chance chooses.
"""

import asyncio
import os
import random
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.mongo import Driver
from chassis.shares import SLOTS, Share
from contracts.codec import decode
from contracts.events import AssignmentEvent, ComplaintSurveyed, Event
from contracts.improvement_events import EffectJudged, FindingOpened, ImprovementAssigned, ImprovementEvent
from contracts.topics import ASSIGNMENTS, COMPLAINTS, FINDINGS, IMPROVEMENTS
from deploy.local.access import ensure_access
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.search import search
from services.improvements.domain.performance.periods import begun_by
from tests.component.chassis.harness import read_all, topics
from tests.component.improvements.conftest import TIMEOUT_S, Clock
from tests.component.improvements.figures import surveyed
from tests.component.improvements.lives import hear, weekly, whole_life
from tests.component.improvements.pages.known import done
from tests.faults.improving import Setting
from tests.short import IS_SHORT
from tests.unit.improvements.actions import CITY

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("FAULTS_KILLS", "1"))
SEED = int(os.environ.get("SEED", "1"))
ACTIONS = 6
LIVES = 40
WEEKS = 60
NOW = datetime.now(UTC)
DUE = timedelta(weeks=20)
"""What was done so long ago is judged for the first time now."""
SETTLED_WITHIN_S = 120.0
WHOLE_DAY_S = 86_400
_BEFORE_IT_READS = (
    # The steps of actions are published, and not yet noted as published.
    ("chassis.outbox.store:Outbox.mark", "before", 1),
    # Judgements are kept, and not yet published.
    ("services.improvements.store.improvements:ImprovementStore.advance", "after", 2),
    ("services.improvements.store.editions:EditionStore.publish", "before", 2),
)
_WHEN_IT_READS = (
    # A batch is kept, and not yet acknowledged: it is read again.
    ("services.improvements.store.observations:ObservationStore.save", "after", 1),
    # One finding of a search is kept, the others are not; the lease is held.
    ("services.improvements.store.findings:FindingStore.keep", "after", 1),
)

BEFORE_IT_READS = _BEFORE_IT_READS[1:2] if IS_SHORT else _BEFORE_IT_READS
WHEN_IT_READS = _WHEN_IT_READS[:1] if IS_SHORT else _WHEN_IT_READS

Observed = dict[str, dict[str, Any]]
BATCH = 200


@pytest.fixture
async def setting(stack: Stack, tmp_path: Path) -> AsyncIterator[Setting]:
    own = replace(stack, ports=replace(free_ports(), kafka=stack.ports.kafka, store=stack.ports.store))
    own.faust.mkdir(exist_ok=True)
    ensure_access(own)
    driver = Driver(own.mongo_url, f"{own.database}_improvements", 8, TIMEOUT_S)
    driver.open()
    deps = Dependencies.over(driver, CITY)
    await deps.prepare()
    yield Setting(own, tmp_path, deps)
    driver.close()


def complaints() -> Iterator[Event]:
    """A year in which one of two matters grows in its last weeks, and some whole lives with answers to the survey."""
    first = NOW - timedelta(weeks=WEEKS)
    yield from weekly(first, WEEKS - 3, 6, "quiet")
    yield from weekly(NOW - timedelta(weeks=3, days=1), 3, 40, "surge")
    for each in weekly(first, WEEKS, 12, "other"):
        other = each.routing_input.model_copy(update={"category": "sampah", "area": "99.71.05"})
        yield each.model_copy(update={"routing_input": other})
    for number in range(LIVES):
        begun = NOW - timedelta(days=20 + number)
        yield from whole_life(f"life-{number}", begun)
        yield surveyed(f"life-{number}", begun + timedelta(days=6))


async def publish(events: Sequence[Event], stack: Stack) -> None:
    async with topics(stack) as producer:
        await producer.deliver(
            [(ASSIGNMENTS if isinstance(each, AssignmentEvent) else COMPLAINTS).record(each) for each in events]
        )


async def actions(deps: Dependencies) -> list[str]:
    """Improvements that were done so long ago that their effect is to be judged."""
    clock, made = Clock(NOW - DUE), list[str]()
    past = replace(deps, clock=clock)
    day = (NOW - DUE).date()
    for number in range(ACTIONS):
        more: dict[str, Any] = {"starts_on": day, "due_on": day + timedelta(days=60), "title": f"Tambal {number}"}
        made.append(await done(past, clock, **more))
    return made


@pytest.mark.timeout(1200)
async def test_whatever_a_kill_interrupts_is_said_once_and_observed_as_it_happened(setting: Setting) -> None:
    improvements = await actions(setting.deps)
    await publish([], setting.stack)
    for killpoint in BEFORE_IT_READS:
        await setting.killed_at(*killpoint)
    happened = list(complaints())
    await publish(happened, setting.stack)
    rebuilt = await _rebuilt(setting)
    for killpoint in WHEN_IT_READS:
        await setting.killed_at(*killpoint)
    dice = random.Random(SEED)
    for _ in range(KILLS - 1):
        await setting.killed_after(dice.uniform(0.5, 8.0))
    process = setting.start(every_s=WHOLE_DAY_S)
    try:
        await _settled(setting, rebuilt)
    finally:
        process.terminate()
        process.wait(30)
    said = await _said(IMPROVEMENTS.name, setting.stack)
    for improvement in improvements:
        await _each_step_is_said_once(said[improvement], improvement, setting.deps)
    known = {each.id for each in await setting.deps.findings.everything()}
    await search(setting.deps)
    assert {each.id for each in await setting.deps.findings.everything()} == known, "what was found is not found anew"
    _each_finding_is_opened_once(await _said(FINDINGS.name, setting.stack), known)
    answers = [f"complaint.{each.subject}" for each in happened if isinstance(each, ComplaintSurveyed)]
    assert (await setting.deps.surveys.get(answers)).keys() == set(answers)


async def _unsettled(setting: Setting, rebuilt: Observed) -> str | None:
    """What is still to come; None when nothing is."""
    deps = setting.deps
    if not all(each.improvement.judged for each in await deps.improvements.latest(None)):
        return "judgements"
    if missing := {each.name for each in begun_by(CITY.day_of(NOW))} - (await deps.editions.made()).keys():
        return f"editions {missing}"
    waiting = [await each.outbox.look(Share(width=SLOTS), 100) for each in (deps.improvements, deps.findings)]
    if waiting != [[], []]:
        return "publishing"
    observed = _observed(setting.stack, f"{setting.stack.database}_improvements")
    other = [each for each in {**observed, **rebuilt} if observed.get(each) != rebuilt.get(each)]
    return f"{len(other)} observations, first {other[0]}" if other else None


async def _settled(setting: Setting, rebuilt: Observed) -> None:
    began = time.monotonic()
    while (left := await _unsettled(setting, rebuilt)) is not None:
        assert time.monotonic() - began < SETTLED_WITHIN_S, f"{left}: {setting.tail()}"
        await asyncio.sleep(0.5)


async def _each_step_is_said_once(events: Sequence[Event], improvement: str, deps: Dependencies) -> None:
    found = await deps.improvements.get(improvement)
    assert found is not None
    kept = found[0].improvement
    assert [each.seq for each in events if isinstance(each, ImprovementEvent)] == list(range(1, kept.seq + 1))
    numbers = [each.assignment_number for each in events if isinstance(each, ImprovementAssigned)]
    assert numbers == list(range(1, kept.assignment_number + 1))
    assert [each.months for each in events if isinstance(each, EffectJudged)] == [each.months for each in kept.judged]


def _each_finding_is_opened_once(said: Mapping[str, Sequence[Event]], known: Collection[str]) -> None:
    opened = {name: sum(isinstance(each, FindingOpened) for each in events) for name, events in said.items()}
    assert known and opened == dict.fromkeys(known, 1)


async def _said(topic: str, stack: Stack) -> Mapping[str, list[Event]]:
    """The events of each subject, in order; one that is there again must be the same, byte for byte."""
    values: dict[str, bytes] = {}
    said: dict[str, list[Event]] = defaultdict(list)
    for _, value, _ in await read_all(stack, topic):
        event = decode(value or b"")
        if event.id not in values:
            said[event.subject].append(event)
        assert values.setdefault(event.id, value or b"") == value, event.id
    return said


async def _rebuilt(setting: Setting) -> Observed:
    """What a service that was never killed would have observed, from the topics alone."""
    stack = setting.stack
    driver = Driver(stack.mongo_url, f"{stack.database}_rebuilt", 8, TIMEOUT_S)
    driver.open()
    try:
        clean = Dependencies.over(driver, CITY)
        await clean.prepare()
        records = [each for topic in (ASSIGNMENTS, COMPLAINTS) for each in await read_all(stack, topic.name)]
        for begin in range(0, len(records), BATCH):
            await hear(clean, [decode(value or b"") for _, value, _ in records[begin : begin + BATCH]])
        return _observed(stack, f"{stack.database}_rebuilt")
    finally:
        driver.close()


def _observed(stack: Stack, database: str) -> Observed:
    """All that is kept of each complaint, but how often it was changed."""
    with MongoClient[dict[str, Any]](stack.mongo_url) as client:
        return {each["_id"]: each for each in client[database]["observations"].find({}, {"revision": 0})}
