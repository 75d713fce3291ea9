"""A topic may be about something else than complaints: a worker reads it as it reads any other."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from contracts.topics import PARTITIONS
from deploy.local.environment import Stack
from tests.component.chassis.harness import TIMEOUT_S, read_all, topics, worker
from tests.component.chassis.improving import ACTIONS, ActionOpened


async def test_events_of_another_subject_are_read_and_remembered_by_it(stack: Stack, tmp_path: Path) -> None:
    async with topics(stack) as producer:
        await _make(stack, ACTIONS.name, ACTIONS.dead_letter)
        wrong_key = replace(ACTIONS.record(_opened("action-1", "lampu")), key=b"action-2")
        await producer.deliver(
            [
                ACTIONS.record(_opened("action-1", "jalan")),
                wrong_key,
                ACTIONS.record(_opened("action-2", "sampah")),
                ACTIONS.record(_opened("action-1", "jalan")),
            ]
        )
        with worker(stack, tmp_path, module="tests.component.chassis.improving"):
            outputs = await _outputs(stack, 3)
        letters = await read_all(stack, ACTIONS.dead_letter)
    assert sorted(outputs) == [(b"action-1", b"jalan 1"), (b"action-1", b"jalan 2"), (b"action-2", b"sampah 1")]
    assert [(key, headers["reason"]) for key, _, headers in letters] == [(b"action-2", "wrong_key")]
    assert letters[0][2]["detail"] == "action.opened.v2 is not keyed by its improvement action"


def _opened(action: str, category: str) -> ActionOpened:
    now = datetime.now(UTC)
    return ActionOpened(id=f"{action}-{now.timestamp()}", subject=action, occurred_at=now, category=category)


async def _outputs(stack: Stack, count: int) -> list[tuple[bytes | None, bytes | None]]:
    async with asyncio.timeout(TIMEOUT_S):
        while len(found := await read_all(stack, "deadlines")) < count:
            await asyncio.sleep(0.2)
    return [(key, value) for key, value, _ in found]


async def _make(stack: Stack, *names: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(stack.prefix + name, PARTITIONS, 1) for name in names])
    finally:
        await admin.close()
