"""What the group relies on in faust and aiokafka: a new version that changes it fails here, by name."""

import inspect
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.consumer.fetcher import Fetcher
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.consumer.subscription_state import SubscriptionState
from faust.app.base import App
from faust.assignor import PartitionAssignor
from faust.tables import TableManager
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

from chassis.settings import KafkaSettings
from chassis.streams.group import NEVER_S, Assignor, Gate, Group, Partition

RELIED_ON: list[tuple[Any, str]] = [
    (Consumer, "_getmany"),
    (Consumer, "perform_seek"),
    (Consumer, "_commit"),
    (AIOKafkaConsumerThread, "call_thread"),
    (AIOKafkaConsumer, "beginning_offsets"),
    (AIOKafkaConsumer, "end_offsets"),
    (AIOKafkaConsumer, "committed"),
    (AIOKafkaConsumer, "seek"),
    (Fetcher, "fetched_records"),
    (GroupCoordinator, "_do_heartbeat"),
    (SubscriptionState, "fetch_context"),
    (TableManager, "_update_channels"),
    (TableManager, "recovery"),
    (App, "crashed"),
    (App, "crash_reason"),
]


@pytest.mark.parametrize(("owner", "name"), RELIED_ON, ids=lambda each: getattr(each, "__name__", each))
def test_it_is_there(owner: Any, name: str) -> None:
    assert hasattr(owner, name)


def test_the_fetcher_asks_what_it_is_given_whether_a_partition_is_wanted() -> None:
    assert list(inspect.signature(Fetcher.fetched_records).parameters) == [
        "self",
        "partitions",
        "timeout",
        "max_records",
    ]
    asked = inspect.getsource(Fetcher.fetched_records)
    assert "partitions and tp not in partitions" in asked, "the gate answers `bool` and `in`, and nothing else"


def test_every_fetch_asks_the_broker_to_wait_as_long_as_the_fetcher_was_told() -> None:
    assert "self._fetch_max_wait_ms" in inspect.getsource(Fetcher._get_actions_per_node)


def test_faust_does_nothing_more_when_its_tables_start() -> None:
    lines = [line.strip() for line in inspect.getsource(TableManager.on_start).splitlines()]
    assert lines[2:] == [
        "await self.sleep(1.0)",
        "if not self.should_stop:",
        "await self._update_channels()",
        "await self.recovery.start()",
    ]


def test_an_empty_set_would_mean_every_partition_so_the_gate_is_never_empty() -> None:
    closed = Gate(lambda: False)
    assert closed
    assert Partition("complaints", 0) not in closed


def test_the_gate_is_asked_anew_for_each_partition() -> None:
    answers = iter([True, False])
    gate = Gate(lambda: next(answers))
    assert Partition("complaints", 0) in gate
    assert Partition("complaints", 0) not in gate


def test_the_assignor_wants_no_standbys() -> None:
    assert issubclass(Assignor, PartitionAssignor)
    group = Group("sla", ("complaints",), KafkaSettings(ops_port=0, kafka_bootstrap="localhost:1"), _nothing, print)
    assert Assignor(group._app, 1).replicas == 0


def test_a_batch_may_wait_for_its_store_as_long_as_it_takes() -> None:
    """After the client's own limit between two polls it would leave the group, and nothing here would bring it back."""
    group = Group("sla", ("complaints",), KafkaSettings(ops_port=0, kafka_bootstrap="localhost:1"), _nothing, print)
    assert group._app.conf.broker_max_poll_interval == NEVER_S


async def _nothing() -> None:
    """Nothing is revoked here."""
