"""The producer on a real broker that refuses what it is given, for this process's clock is two hours ahead."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from chassis.admin import AdminSettings, create_topics
from chassis.errors import ClockRefused, DeliveryFailed
from chassis.producer import Producer
from contracts.records import Record
from contracts.topics import AUDIT
from tests.stacks import Stack

AHEAD_S = 2 * 60 * 60
RECORD = Record(AUDIT.name, b"c-1", b"{}", partition=0)


@pytest.fixture
def corrected(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Puts the clock right, which is wrong until then."""
    right = time.time
    monkeypatch.setattr(time, "time", lambda: right() + AHEAD_S)
    return lambda: monkeypatch.setattr(time, "time", right)


@pytest.fixture
async def producer(stack: Stack) -> AsyncIterator[Producer]:
    await create_topics(AdminSettings(kafka_bootstrap=stack.bootstrap, topic_prefix=stack.prefix))
    made = Producer(stack.bootstrap, stack.prefix, "test")
    await made.start()
    yield made
    await made.stop()


async def test_a_wrong_clock_is_named_until_it_is_corrected(producer: Producer, corrected: Callable[[], None]) -> None:
    for _ in range(2):
        with pytest.raises(ClockRefused, match="correct it"):
            await producer.deliver([RECORD])
        assert producer.not_ready_because() == str(ClockRefused())
    corrected()
    assert await producer.deliver([RECORD]) == {(AUDIT.name, 0): 1}
    assert producer.not_ready_because() is None


async def test_callers_with_a_wrong_clock_go_on_with_one_connection(
    producer: Producer, corrected: Callable[[], None]
) -> None:
    refused = await asyncio.gather(*(producer.deliver([RECORD]) for _ in range(4)), return_exceptions=True)
    assert {type(each) for each in refused} == {ClockRefused}
    corrected()
    delivered = await asyncio.gather(*(producer.deliver([RECORD]) for _ in range(4)))
    assert max(each[AUDIT.name, 0] for each in delivered) == 4


async def test_one_that_was_stopped_connects_no_more(producer: Producer) -> None:
    await producer.stop()
    with pytest.raises(DeliveryFailed, match="not connected"):
        await producer.deliver([RECORD])
    assert producer.not_ready_because() is not None
