"""Facts of the other services find their complaint: in any order, repeated, beside the front door's own writes."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.events import ClocksSet, ComplaintAssigned, DeadlineBreached
from contracts.values import Clock, ClockState
from services.complaints.projection.counter import UnitCounter
from services.complaints.store.board import BoardStore
from tests.component.complaints.front_door import PU, FrontDoor, assigned

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _clocks_set(number: int, complaint_id: str, breached: bool) -> ClocksSet:
    clock = Clock(
        name="resolve_by",
        state=ClockState.RUNNING,
        started_at=NOW,
        due_at=NOW,
        breached_at=NOW if breached else None,
    )
    common: dict[str, Any] = {"policy": "p", "policy_version": "1", "calendar": "c", "calendar_version": "1"}
    at = NOW + timedelta(seconds=number)
    return ClocksSet(
        id=f"c{number}", complaint_id=complaint_id, occurred_at=at, unit="dinas-pu", epoch=1, clocks=(clock,), **common
    )


async def test_a_repeated_fact_changes_nothing(front_door: FrontDoor) -> None:
    filed = await front_door.file()
    fact = assigned(filed["id"], "dinas-pu", 1, "meja-triase")
    await front_door.state(fact, fact)
    await front_door.state(fact)
    [kept] = await front_door.kept()
    assert [each["id"] for each in kept["facts"]] == [fact.id]
    assert (kept["state"], kept["unit"], kept["epoch"], kept["version"]) == ("assigned", "dinas-pu", 1, 2)


async def test_an_older_assignment_comes_too_late(front_door: FrontDoor) -> None:
    filed = await front_door.file()
    await front_door.assign(filed["id"], "dinas-lh", epoch=2)
    await front_door.assign(filed["id"], "dinas-pu", epoch=1)
    [kept] = await front_door.kept()
    assert (kept["unit"], kept["epoch"], len(kept["facts"])) == ("dinas-lh", 2, 2)


async def test_a_batch_about_many_complaints_is_taken_at_once(front_door: FrontDoor) -> None:
    ids = [(await front_door.file())["id"] for _ in range(20)]
    facts = [assigned(each, "dinas-pu", 1, "meja-triase") for each in ids]
    await front_door.state(*facts, *[_clocks_set(1, each, breached=True) for each in ids[:1]])
    kept = await front_door.kept()
    assert {each["state"] for each in kept} == {"assigned"}
    assert sum(each["overdue"] for each in kept) == 1
    assert set(front_door.touched) == {"dinas-pu"}


async def test_the_newest_clocks_stay(front_door: FrontDoor) -> None:
    filed = await front_door.file()
    await front_door.state(_clocks_set(2, filed["id"], breached=True))
    await front_door.state(_clocks_set(1, filed["id"], breached=False))
    [kept] = await front_door.kept()
    assert kept["breached"] == ["resolve_by"]
    assert kept["version"] == 1


async def test_a_fact_about_an_unknown_complaint_is_kept_aside(front_door: FrontDoor) -> None:
    fact = assigned("gone", "dinas-pu", 1, "meja-triase")
    await front_door.state(fact)
    await front_door.state(fact)
    orphans = await front_door.driver.collection("orphan_facts").find({}, {}, limit=10)
    assert [(each["_id"], each["complaint_id"]) for each in orphans] == [(fact.id, "gone")]


async def test_facts_and_steps_at_the_same_time_are_both_kept(front_door: FrontDoor) -> None:
    filed = await front_door.file()
    await front_door.assign(filed["id"], "dinas-pu")
    breaches = [
        DeadlineBreached(
            id=f"b{n}",
            complaint_id=filed["id"],
            occurred_at=NOW,
            unit="dinas-pu",
            epoch=1,
            clock="respond_by",
            due_at=NOW,
        )
        for n in range(10)
    ]

    async def steps() -> list[int]:
        return [(await front_door.act(filed["id"], name, PU)).status_code for name in ("acknowledge", "start")]

    results = await asyncio.gather(*(front_door.state(each) for each in breaches), steps())
    assert results[-1] == [200, 200]
    [kept] = await front_door.kept()
    assert len(kept["facts"]) == kept["facts_count"] == 11
    assert [each["seq"] for each in kept["events"]] == [1, 2, 3]
    assert kept["state"] == "in_progress"


async def test_the_numbers_of_a_unit_are_counted_anew(front_door: FrontDoor) -> None:
    ids = [(await front_door.file())["id"] for _ in range(3)]
    for each in ids:
        await front_door.assign(each, "dinas-pu")
    await front_door.state(_clocks_set(1, ids[0], breached=True))
    await front_door.act(ids[0], "acknowledge", PU)
    await front_door.act(ids[1], "resolve", PU)
    counter = UnitCounter(BoardStore(front_door.driver), list(front_door.city.units))
    counter.touch("dinas-pu")
    await counter.count_now()
    unit = (await front_door.client.get("/v1/units/dinas-pu")).json()
    assert unit["open"] == {"acknowledged": 1, "assigned": 1}
    assert (unit["open_total"], unit["overdue"]) == (2, 1)
    units = (await front_door.client.get("/v1/units")).json()["units"]
    assert [each["open_total"] for each in units if each["id"] == "dinas-pu"] == [2]
    assert (await front_door.client.get("/v1/units/unknown")).status_code == 404


@pytest.mark.parametrize("rounds", [30])
async def test_every_unit_has_its_turn(front_door: FrontDoor, rounds: int) -> None:
    counter = UnitCounter(BoardStore(front_door.driver), list(front_door.city.units))
    for _ in range(rounds):
        await counter.count_now()
    counted = await front_door.desk.store.counts(front_door.city.units)
    assert set(counted) == set(front_door.city.units)
    assert isinstance(assigned("x", "dinas-pu", 1, "meja-triase"), ComplaintAssigned)
