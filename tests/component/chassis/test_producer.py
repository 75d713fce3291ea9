"""The producer on a real broker that refuses what it is given."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from chassis.errors import ClockRefused, DeliveryFailed
from chassis.producer import Producer
from contracts.records import Record
from tests.stacks import Stack

REFUSES_THE_PAST = "message.timestamp.before.max.ms"
"""With 0 every record is too old once it arrives: to the producer that is the same as a clock that is wrong."""
AN_HOUR = "3600000"
RECORD = Record("dated", b"c-1", b"{}")


@pytest.fixture
async def admin(stack: Stack) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap)
    await client.start()
    yield client
    await client.close()


@pytest.fixture
async def producer(stack: Stack, admin: AIOKafkaAdminClient) -> AsyncIterator[Producer]:
    """One whose topic refuses everything."""
    topic = NewTopic(f"{stack.prefix}{RECORD.topic}", 1, 1, topic_configs={REFUSES_THE_PAST: "0"})
    await admin.create_topics([topic])
    made = Producer(stack.bootstrap, stack.prefix, "test")
    await made.start()
    yield made
    await made.stop()


async def corrected(admin: AIOKafkaAdminClient, stack: Stack) -> None:
    name = f"{stack.prefix}{RECORD.topic}"
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, {REFUSES_THE_PAST: AN_HOUR})])


async def test_a_wrong_clock_is_named_until_it_is_corrected(
    stack: Stack, admin: AIOKafkaAdminClient, producer: Producer
) -> None:
    for _ in range(2):
        with pytest.raises(ClockRefused, match="correct it"):
            await producer.deliver([RECORD])
        assert producer.not_ready_because() == str(ClockRefused())
    await corrected(admin, stack)
    assert await producer.deliver([RECORD]) == {("dated", 0): 1}
    assert producer.not_ready_because() is None


async def test_two_callers_with_a_wrong_clock_go_on_with_one_connection(
    stack: Stack, admin: AIOKafkaAdminClient, producer: Producer
) -> None:
    refused = await asyncio.gather(*(producer.deliver([RECORD]) for _ in range(4)), return_exceptions=True)
    # Whose send was under way when another's refusal closed the client hears of that.
    assert {type(each) for each in refused} <= {ClockRefused, DeliveryFailed}
    await corrected(admin, stack)
    assert await producer.deliver([RECORD, RECORD]) == {("dated", 0): 2}
    delivered = await asyncio.gather(*(producer.deliver([RECORD]) for _ in range(4)))
    assert max(each["dated", 0] for each in delivered) == 6


async def test_one_that_was_stopped_connects_no_more(producer: Producer) -> None:
    await producer.stop()
    with pytest.raises(DeliveryFailed, match="not connected"):
        await producer.deliver([RECORD])
    assert producer.not_ready_because() is not None
