"""Complaints with their promises, and what publishes them, as the projection does it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chassis.outbox import Lease, LeaseStore
from contracts.events import ClocksSet, DeadlineBreached
from contracts.values import Clock, ClockStatus
from services.complaints.projection.publisher import Publisher
from services.complaints.store.editions import Edition, EditionStore
from services.complaints.store.published import RowStore
from tests.component.complaints.intake_api import PU, IntakeClient

DONE = {"message": "Sudah kami perbaiki."}
NO_LAG = timedelta(minutes=-1)
"""What a test has just done counts."""
EVERY = timedelta(hours=1)
RUNNING, MET = ClockStatus.RUNNING, ClockStatus.MET


def publisher_of(api: IntakeClient, lag: timedelta = NO_LAG) -> Publisher:
    """A publisher over the store of a test, on its own."""
    rows = RowStore(api.driver)
    rows.open()
    lease = Lease(LeaseStore(api.driver, "published-rows"), "test", 60.0)
    return Publisher(rows, EditionStore(api.driver), api.city, lease, api.deps.clock, EVERY, lag)


async def make_rows(api: IntakeClient) -> None:
    """Until all complaints have the row that they should."""
    publisher = publisher_of(api)
    while await publisher.make_rows():
        pass


async def publish(api: IntakeClient) -> Edition:
    """Bring the rows up to date, and publish them."""
    await make_rows(api)
    return await publisher_of(api).make_edition()


async def rows_kept(api: IntakeClient) -> list[dict[str, Any]]:
    """All rows as they are kept, without what keeps them apart."""
    found = await api.driver.collection("published_rows").find({}, {"_id": 0, "place": 0}, 1_000)
    return sorted(found, key=str)


def clocks_set(
    complaint_id: str, clocks: Sequence[Clock], at: datetime, unit: str = "dinas-pu", number: int = 1
) -> ClocksSet:
    """What sla says of the clocks."""
    return ClocksSet(
        id=f"c-{complaint_id}-{at.isoformat()}-{number}",
        subject=complaint_id,
        occurred_at=at,
        unit=unit,
        assignment_number=number,
        clocks=tuple(clocks),
        policy="p",
        policy_version="1",
        calendar="c",
        calendar_version="1",
    )


def breached(complaint_id: str, clock: str, at: datetime, number: int = 1) -> DeadlineBreached:
    """What sla says when a deadline has passed."""
    return DeadlineBreached(
        id=f"b-{complaint_id}-{clock}-{number}",
        subject=complaint_id,
        occurred_at=at,
        unit="dinas-pu",
        assignment_number=number,
        clock=clock,
        due_at=at,
    )


def clock(name: str, status: ClockStatus, at: datetime, late: bool = False) -> Clock:
    """A clock that a unit owes."""
    ended = at if status is not RUNNING else None
    return Clock(name=name, status=status, started_at=at, due_at=at, ended_at=ended, breached_at=at if late else None)


async def filed_at(api: IntakeClient, unit: str = "dinas-pu", **fields: Any) -> dict[str, Any]:
    """A complaint that a unit has."""
    filed = await api.file(**fields)
    await api.assign(filed["id"], unit)
    return filed


async def answered(
    api: IntakeClient, late: bool = False, officer: dict[str, str] = PU, unit: str = "dinas-pu", **fields: Any
) -> dict[str, Any]:
    """A complaint that was answered, in time or late."""
    filed = await filed_at(api, unit, **fields)
    for action, body in (("acknowledge", {}), ("start", {}), ("resolve", DONE)):
        answer = await api.act(filed["id"], action, officer, **body)
        assert answer.status_code == 200, answer.text
    now = api.deps.clock()
    await api.apply(clocks_set(filed["id"], [clock("resolve_by", MET, now, late)], now, unit))
    return filed
