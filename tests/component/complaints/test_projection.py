"""Events of the other services find their complaint: in any order, repeated, beside the intake API's own writes."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.events import ClocksSet, ComplaintAssigned, DeadlineBreached
from contracts.values import Clock, ClockStatus
from services.complaints.projection.counter import UnitCounter
from tests.component.complaints.intake_api import PU, IntakeClient, assigned

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def _clocks_set(number: int, complaint_id: str, breached: bool) -> ClocksSet:
    clock = Clock(
        name="resolve_by",
        status=ClockStatus.RUNNING,
        started_at=NOW,
        due_at=NOW,
        breached_at=NOW if breached else None,
    )
    common: dict[str, Any] = {"policy": "p", "policy_version": "1", "calendar": "c", "calendar_version": "1"}
    at = NOW + timedelta(seconds=number)
    return ClocksSet(
        id=f"c{number}",
        subject=complaint_id,
        occurred_at=at,
        unit="dinas-pu",
        assignment_number=1,
        clocks=(clock,),
        **common,
    )


async def test_a_repeated_event_changes_nothing(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    event = assigned(filed["id"], "dinas-pu", 1, "meja-triase")
    await intake_api.apply(event, event)
    await intake_api.apply(event)
    [kept] = await intake_api.kept()
    assert [each["id"] for each in kept["other_events"]] == [event.id]
    assert (kept["state"], kept["unit"], kept["assignment_number"], kept["version"]) == ("assigned", "dinas-pu", 1, 2)


async def test_an_older_assignment_comes_too_late(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-lh", assignment_number=2)
    await intake_api.assign(filed["id"], "dinas-pu", assignment_number=1)
    [kept] = await intake_api.kept()
    assert (kept["unit"], kept["assignment_number"], len(kept["other_events"])) == ("dinas-lh", 2, 2)


async def test_a_batch_about_many_complaints_is_taken_at_once(intake_api: IntakeClient) -> None:
    ids = [(await intake_api.file())["id"] for _ in range(20)]
    events = [assigned(each, "dinas-pu", 1, "meja-triase") for each in ids]
    await intake_api.apply(*events, *[_clocks_set(1, each, breached=True) for each in ids[:1]])
    kept = await intake_api.kept()
    assert {each["state"] for each in kept} == {"assigned"}
    assert sum(each["overdue"] for each in kept) == 1
    assert set(intake_api.touched) == {"dinas-pu"}


async def test_the_newest_clocks_stay(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.apply(_clocks_set(2, filed["id"], breached=True))
    await intake_api.apply(_clocks_set(1, filed["id"], breached=False))
    [kept] = await intake_api.kept()
    assert kept["breached"] == ["resolve_by"]
    assert kept["version"] == 1


async def test_an_event_about_an_unknown_complaint_is_kept_aside(intake_api: IntakeClient) -> None:
    event = assigned("gone", "dinas-pu", 1, "meja-triase")
    await intake_api.apply(event)
    await intake_api.apply(event)
    orphans = await intake_api.driver.collection("orphan_events").find({}, {}, limit=10)
    assert [(each["_id"], each["complaint_id"]) for each in orphans] == [(event.id, "gone")]


async def test_events_and_steps_at_the_same_time_are_both_kept(intake_api: IntakeClient) -> None:
    filed = await intake_api.file()
    await intake_api.assign(filed["id"], "dinas-pu")
    breaches = [
        DeadlineBreached(
            id=f"b{n}",
            subject=filed["id"],
            occurred_at=NOW,
            unit="dinas-pu",
            assignment_number=1,
            clock="respond_by",
            due_at=NOW,
        )
        for n in range(10)
    ]

    async def steps() -> list[int]:
        return [(await intake_api.act(filed["id"], name, PU)).status_code for name in ("acknowledge", "start")]

    results = await asyncio.gather(*(intake_api.apply(each) for each in breaches), steps())
    assert results[-1] == [200, 200]
    [kept] = await intake_api.kept()
    assert len(kept["other_events"]) == kept["other_events_count"] == 11
    assert [each["seq"] for each in kept["events"]] == [1, 2, 3]
    assert kept["state"] == "in_progress"


async def test_the_numbers_of_a_unit_are_counted_anew(intake_api: IntakeClient) -> None:
    ids = [(await intake_api.file())["id"] for _ in range(3)]
    for each in ids:
        await intake_api.assign(each, "dinas-pu")
    await intake_api.apply(_clocks_set(1, ids[0], breached=True))
    await intake_api.act(ids[0], "acknowledge", PU)
    await intake_api.act(ids[1], "resolve", PU, message="Sudah.")
    counter = UnitCounter(intake_api.projection, list(intake_api.city.units))
    counter.touch("dinas-pu")
    await counter.count_now()
    unit = (await intake_api.client.get("/v1/units/dinas-pu")).json()
    assert unit["open"] == {"acknowledged": 1, "assigned": 1}
    assert (unit["open_total"], unit["overdue"]) == (2, 1)
    units = (await intake_api.client.get("/v1/units")).json()["units"]
    assert [each["open_total"] for each in units if each["id"] == "dinas-pu"] == [2]
    assert (await intake_api.client.get("/v1/units/unknown")).status_code == 404


@pytest.mark.parametrize("rounds", [30])
async def test_every_unit_has_its_turn(intake_api: IntakeClient, rounds: int) -> None:
    counter = UnitCounter(intake_api.projection, list(intake_api.city.units))
    for _ in range(rounds):
        await counter.count_now()
    counted = await intake_api.deps.store.counts(intake_api.city.units)
    assert set(counted) == set(intake_api.city.units)
    assert isinstance(assigned("x", "dinas-pu", 1, "meja-triase"), ComplaintAssigned)
