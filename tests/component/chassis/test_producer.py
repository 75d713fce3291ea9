"""The producer on a real broker that refuses what it is given."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from chassis import producer as producing
from chassis.producer import CLOCK_REFUSED, Producer
from contracts.records import Record
from tests.stacks import Stack

REFUSES_THE_PAST = "message.timestamp.before.max.ms"
"""With 0 every record is too old once it arrives: to the producer that is the same as a clock that is wrong."""
TIMEOUT_S = 60.0


async def test_what_a_wrong_clock_holds_up_is_delivered_once_that_is_corrected(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(producing, "CLOCK_AGAIN_S", 0.1)
    topic = f"{stack.prefix}held-up"
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap)
    await admin.start()
    producer = Producer(stack.bootstrap, stack.prefix, "test")
    try:
        await admin.create_topics([NewTopic(topic, 1, 1, topic_configs={REFUSES_THE_PAST: "0"})])
        await producer.start()
        delivery = asyncio.create_task(producer.deliver([Record("held-up", b"c-1", b"{}")]))
        async with asyncio.timeout(TIMEOUT_S):
            while producer.not_ready_because() != CLOCK_REFUSED:
                assert not delivery.done(), delivery
                await asyncio.sleep(0.05)
            await admin.alter_configs(
                [ConfigResource(ConfigResourceType.TOPIC, topic, {REFUSES_THE_PAST: str(3_600_000)})]
            )
            assert await delivery == {("held-up", 0): 1}
        assert producer.not_ready_because() is None
    finally:
        await producer.stop()
        await admin.close()
