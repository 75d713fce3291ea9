"""A table comes back from its changelog exactly, whatever happens to the broker or the assignment meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from chassis.errors import BrokerUnavailable
from chassis.streams import state as module
from deploy.local.broker import Broker
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from tests.component.chassis.changelogs import PARTITIONS, Changelog, changelog

ALL = set(range(PARTITIONS))
TIMEOUT_S = 90.0


@pytest.fixture
async def log(stack: Stack) -> AsyncIterator[Changelog]:
    """A changelog on the tests' broker."""
    made = await changelog(stack.bootstrap)
    yield made
    await made.producer.stop()


def always() -> bool:
    return True


def generation(number: int, keys: int = 200) -> list[tuple[int, bytes, bytes | None]]:
    """A value for every key of every partition; every third key of an odd generation is deleted."""
    return [
        (partition, b"key-%d" % key, None if number % 2 and key % 3 == 0 else b"%d-%d" % (number, key) + b"x" * 100)
        for key in range(keys)
        for partition in range(PARTITIONS)
    ]


async def test_the_last_value_of_each_key_counts_and_a_tombstone_deletes(log: Changelog) -> None:
    for number in range(4):
        await log.write(*generation(number))
    await log.write((0, b"key-1", None), (1, b"key-2", b"last"))
    table, recorder = log.table()
    assert await table.own(ALL, always)
    assert log.differences(table, ALL) == []
    assert len(table) == sum(map(len, log.values.values()))
    assert recorder.rebuilt == [(n, len(log.values[n])) for n in range(PARTITIONS)]


async def test_what_goes_to_another_worker_is_forgotten_and_what_comes_back_is_read_anew(log: Changelog) -> None:
    await log.write(*generation(0))
    table, recorder = log.table()
    assert await table.own(ALL, always)
    assert await table.own({0, 1}, always)
    assert recorder.lost == [2, 3]
    assert log.differences(table, {0, 1}) == []
    await log.write((2, b"key-1", b"written by the other"), (3, b"key-2", None))
    assert await table.own({0, 2, 3}, always)
    assert log.differences(table, {0, 2, 3}) == []


async def test_of_what_is_kept_only_the_tail_is_read(log: Changelog) -> None:
    await log.write(*generation(0))
    table, recorder = log.table()
    assert await table.own(ALL, always)
    recorder.rebuilt.clear()
    assert await table.own(ALL, always)
    assert recorder.rebuilt == [], "nothing has changed, so nobody has to set anything anew"
    await log.write((1, b"key-1", b"by a worker that should have been gone"))
    assert await table.own(ALL, always)
    assert recorder.rebuilt == [(1, len(log.values[1]))]
    assert log.differences(table, ALL) == []


async def test_its_own_writes_are_not_read_again(log: Changelog) -> None:
    table, recorder = log.table()
    assert await table.own(ALL, always)
    changes: dict[tuple[int, bytes], bytes | None] = {(0, b"a"): b"1", (3, b"b"): b"2"}
    table.write(changes, await log.producer.deliver(table.records(changes)))
    again: dict[tuple[int, bytes], bytes | None] = {(0, b"a"): None}
    table.write(again, await log.producer.deliver(table.records(again)))
    assert recorder.written == [(0, b"a", None, b"1"), (3, b"b", None, b"2"), (0, b"a", b"1", None)]
    recorder.rebuilt.clear()
    assert await table.own(ALL, always)
    assert recorder.rebuilt == []
    fresh, _ = log.table()
    assert await fresh.own(ALL, always)
    assert (fresh.read(0, b"a"), fresh.read(3, b"b")) == (None, b"2")


async def test_a_partition_that_is_taken_away_in_mid_rebuild_is_not_kept_half(
    log: Changelog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.write(*generation(0), *generation(1))
    monkeypatch.setattr(module, "PORTION", 50)
    table, recorder = log.table()
    assert not await table.own(ALL, after(4, lambda: None, then=False))
    assert len(table) == 0
    assert recorder.rebuilt == []
    assert await table.own({1, 2}, always)
    assert log.differences(table, {1, 2}) == []


async def test_compaction_under_its_hands_changes_nothing(log: Changelog, monkeypatch: pytest.MonkeyPatch) -> None:
    number = 0
    async with asyncio.timeout(TIMEOUT_S):
        while await log.count() == number * len(generation(0)):
            await log.write(*generation(number))
            number += 1
    monkeypatch.setattr(module, "PORTION", 20)
    table, _ = log.table()
    rebuilding = asyncio.create_task(table.own(ALL, always))
    for later in range(number, number + 6):
        await log.write(*generation(later))
    assert await rebuilding
    assert await table.own(ALL, always), "what was written meanwhile is its tail"
    assert log.differences(table, ALL) == []


async def test_a_broker_that_dies_in_mid_rebuild_delays_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broker = Broker(tmp_path / "kafka", free_ports())
    broker.start()
    try:
        broker.wait_until_ready()
        log = await changelog(broker.bootstrap)
        await log.write(*generation(0), *generation(1), *generation(2))
        await log.producer.stop()
        monkeypatch.setattr(module, "PORTION", 50)
        table, _ = log.table()
        is_wanted = after(4, lambda: _die_and_return(broker), then=True)
        async with asyncio.timeout(TIMEOUT_S):
            while not await _owned(table, is_wanted):
                await asyncio.sleep(0.2)
        assert log.differences(table, ALL) == []
    finally:
        broker.stop()


async def _owned(table: module.State, is_wanted: Callable[[], bool]) -> bool:
    """As the reading does it: again, when the broker does not answer."""
    try:
        return await table.own(ALL, is_wanted)
    except BrokerUnavailable:
        return False


def _die_and_return(broker: Broker) -> None:
    broker.kill()
    broker.start()


def after(calls: int, act: Callable[[], None], then: bool) -> Callable[[], bool]:
    """Wanted; at the call of that number something happens, and from then on the answer is `then`."""
    count = 0

    def is_wanted() -> bool:
        nonlocal count
        count += 1
        if count == calls:
            act()
        return then if count >= calls else True

    return is_wanted
