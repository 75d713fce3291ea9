"""Fixtures: the command as somebody types it, on a store (and a broker) of this test alone."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from pymongo import MongoClient
from typer.testing import CliRunner, Result

from chassis.mongo import Driver
from deploy.local.environment import Stack
from deploy.local.store import Store
from services.notify.store.indexes import create_indexes
from tests.stacks import fresh
from tools.tanggap.__main__ import app

T = TypeVar("T")


@dataclass(frozen=True)
class Tanggap:
    """`run` types a command; `json` also reads what it prints. `prepared` does something in notify's database."""

    stack: Stack
    with_broker: bool = False

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        broker = {"KAFKA_BOOTSTRAP": self.stack.bootstrap, "TOPIC_PREFIX": self.stack.prefix}
        store = {"MONGO_URL": self.stack.mongo_url, "MONGO_DATABASE": self.stack.database}
        settings = store | (broker if self.with_broker else {})
        without = dict.fromkeys(broker) if not self.with_broker else {}
        return CliRunner().invoke(app, arguments, input=typed, env={"COLUMNS": "200", **without, **settings})

    def json(self, *arguments: str) -> Any:
        ran = self.run(*arguments, "--json")
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)

    def prepared(self, work: Callable[[Driver], Awaitable[T]]) -> T:
        return asyncio.run(self._prepared(work))

    async def _prepared(self, work: Callable[[Driver], Awaitable[T]]) -> T:
        driver = Driver(self.stack.mongo_url, f"{self.stack.database}_notify", 4, 10.0)
        driver.open()
        try:
            await create_indexes(driver)
            return await work(driver)
        finally:
            driver.close()


@pytest.fixture
def tanggap(bare_stack: Stack, store: Store) -> Tanggap:
    """With a store only."""
    return Tanggap(fresh(bare_stack))


@pytest.fixture
def tanggap_with_broker(stack: Stack) -> Tanggap:
    """With a broker as well."""
    return Tanggap(stack, with_broker=True)


@pytest.fixture
def database(tanggap: Tanggap) -> Iterator[Any]:
    """Notify's database, to look at and to let happen what a sender does."""
    with MongoClient[dict[str, Any]](tanggap.stack.mongo_url, tz_aware=True) as client:
        yield client[f"{tanggap.stack.database}_notify"]


@pytest.fixture(autouse=True)
def no_local_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens to run on this machine is not looked after."""
    for variable in set(os.environ) & {"MONGO_URL", "MONGO_DATABASE", "KAFKA_BOOTSTRAP", "TOPIC_PREFIX"}:
        monkeypatch.delenv(variable)
