"""The local broker keeps what it acknowledged."""

from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.broker import Broker
from deploy.local.daemon import NotReadyError
from deploy.local.ports import free_ports

TOPIC = "kept"


async def _make_topic(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(TOPIC, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def _send(bootstrap: str, value: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(TOPIC, value)
    finally:
        await producer.stop()


async def _first(bootstrap: str) -> bytes | None:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(TOPIC, 0)])
        value: bytes | None = (await consumer.getone()).value
        return value
    finally:
        await consumer.stop()


async def test_it_keeps_an_acknowledged_message_through_a_kill(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "kafka", free_ports())
    broker.start()
    try:
        broker.wait_until_ready()
        await _make_topic(broker.bootstrap)
        await _send(broker.bootstrap, b"an event")
        killed = broker.pid
        broker.kill()
        assert not broker.is_ready()
        broker.start()
        broker.wait_until_ready()
        assert broker.pid != killed
        assert await _first(broker.bootstrap) == b"an event"
    finally:
        broker.stop()


def test_it_says_why_it_did_not_start(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "kafka", free_ports())
    broker.prepare()
    (tmp_path / "kafka" / "data" / "meta.properties").write_text("version=1\ncluster.id=other\nnode.id=7\n")
    broker.start()
    try:
        with pytest.raises(NotReadyError, match=r"(?s)broker ended with 1:.*Stored node id 7"):
            broker.wait_until_ready()
    finally:
        broker.stop()
