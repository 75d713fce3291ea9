"""An escalation that its leader never hears of, and that is repaired afterwards as an operator would repair it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import OffsetAndMetadata

from chassis.broker import close
from chassis.producer import Producer
from contracts.codec import decode
from contracts.events import ComplaintEscalated
from contracts.topics import DEADLINES
from contracts.values import Missing
from deploy.local.control import halt
from deploy.local.environment import Stack
from tools.drill.means import Again, NotAsPlannedError, instead, nothing, start
from tools.drill.traffic import file_unanswered
from tools.tanggap.audit_topic import AuditTopic
from tools.tanggap.repairs import Repairs

SHORT = {"HEARD_WITHIN_S": "45", "SETTLE_S": "1"}
"""The auditor's times for a drill: longer than a digest of the demonstration, shorter than anybody waits here."""
WITHIN_S = 60.0


@asynccontextmanager
async def unheard(stack: Stack) -> AsyncIterator[Again]:
    """notify believes that it has handled an escalation; at the end its event is published again."""
    try:
        await asyncio.to_thread(halt, stack, "notify")
        await _passed_over(stack, await file_unanswered(stack))
    finally:
        await start(stack, "notify")
    async with instead(stack, "auditor", SHORT):
        try:
            yield nothing
        finally:
            await _repaired(stack)


async def _passed_over(stack: Stack, complaint: str) -> None:
    """Wait until the complaint is escalated, and move notify's place behind that."""
    places = [TopicPartition(stack.prefix + DEADLINES.name, number) for number in range(DEADLINES.partitions)]
    reader = AIOKafkaConsumer(
        bootstrap_servers=stack.bootstrap, group_id=f"{stack.prefix}notify", enable_auto_commit=False
    )
    await reader.start()
    try:
        reader.assign(places)
        async with asyncio.timeout(WITHIN_S):
            while not await _holds_escalation(reader, complaint):
                pass
        await reader.commit({place: OffsetAndMetadata(await reader.position(place), "") for place in places})
    except TimeoutError as error:
        raise NotAsPlannedError(f"complaint {complaint} was not escalated within {WITHIN_S:.0f} s") from error
    finally:
        await close(reader)


async def _holds_escalation(reader: AIOKafkaConsumer, complaint: str) -> bool:
    records: Sequence[bytes] = [
        record.value for batch in (await reader.getmany(timeout_ms=500)).values() for record in batch
    ]
    return any(isinstance(event, ComplaintEscalated) and event.subject == complaint for event in map(decode, records))


async def _repaired(stack: Stack) -> None:
    """What `tanggap repair --kind message_missing --apply` does, and then until the auditor says that it came."""
    producer = Producer(stack.bootstrap, stack.prefix, "drill")
    await producer.start()
    try:
        repairs = Repairs(AuditTopic(stack.bootstrap, stack.prefix), producer)
        await repairs.apply(await repairs.find(kind=Missing.MESSAGE), datetime.now(UTC))
        async with asyncio.timeout(2 * WITHIN_S):
            while await repairs.find(kind=Missing.MESSAGE):
                await asyncio.sleep(1)
    except TimeoutError as error:
        raise NotAsPlannedError(f"nobody heard of it within {2 * WITHIN_S:.0f} s of the repair") from error
    finally:
        await producer.stop()
