"""Fixtures: the database of improvements in a real store, the use cases over it, and the API as people call it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from chassis.access import hash_of
from chassis.mongo import Driver
from city.access import Officer, Staff, StaffRole
from deploy.local.environment import Stack
from deploy.local.store import Store
from services.improvements.api.asgi import build_api
from services.improvements.application.dependencies import Dependencies
from tests.stacks import fresh
from tests.unit.improvements.actions import CITY, PEOPLE

TIMEOUT_S = 60.0
"""These tests are about anything but time."""
STAFF = Staff(
    {hash_of(f"token-of-{each.id}"): Officer(id=each.id, unit=each.unit, role=StaffRole(each.role)) for each in PEOPLE}
)
HOME = "https://lapor.example.go.id"
"""The address of the city's pages."""
BEGINNING = datetime(2026, 3, 2, 3, tzinfo=UTC)


def bearer(person: str) -> dict[str, str]:
    """The header with which somebody calls."""
    return {"Authorization": f"Bearer token-of-{person}"}


@dataclass
class Clock:
    """The time, which passes when a test says so."""

    now: datetime = field(default=BEGINNING)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **more: float) -> None:
        self.now += timedelta(**more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def driver(bare_stack: Stack, store: Store) -> AsyncIterator[Driver]:
    """Connections to a database for this test alone."""
    stack = fresh(bare_stack)
    opened = Driver(stack.mongo_url, f"{stack.database}_improvements", 8, TIMEOUT_S)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture
async def deps(driver: Driver, clock: Clock) -> Dependencies:
    deps = Dependencies.over(driver, CITY, clock=clock, home=HOME, learner_key=b"l" * 32)
    await deps.prepare()
    return deps


@pytest.fixture
async def api(deps: Dependencies) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_api(deps, STAFF), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client
