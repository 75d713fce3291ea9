"""A bare loop from topic to topic: consume, decode, emit one answer, await the deliveries, commit."""

import asyncio
import os
from uuid import NAMESPACE_URL, uuid5

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer


def answer(value: bytes) -> bytes:
    """The answer to an event, with an id that a repetition would have too."""
    event = orjson.loads(value)
    data = event["data"]["routing_input"]
    return orjson.dumps(
        {
            "id": str(uuid5(NAMESPACE_URL, event["id"])),
            "subject": event["subject"],
            "time": event["time"],
            "type": "assigned",
            "data": {"unit": "somebody", "category": data.get("category"), "area": data.get("area")},
        }
    )


async def main() -> None:
    """Run until the process is ended."""
    servers, output = os.environ["KAFKA_BOOTSTRAP"], os.environ["OUTPUT"]
    consumer = AIOKafkaConsumer(
        os.environ["INPUT"], bootstrap_servers=servers, group_id=f"loop-{output}", enable_auto_commit=False,
        auto_offset_reset="earliest",
    )  # fmt: skip
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, enable_idempotence=True, acks="all", linger_ms=0, max_batch_size=256 * 1024
    )
    async with consumer, producer:
        while True:
            batches = await consumer.getmany(timeout_ms=1000, max_records=1000)
            records = [record for batch in batches.values() for record in batch]
            sent = [await producer.send(output, key=record.key, value=answer(record.value)) for record in records]
            await asyncio.gather(*sent)
            if records:
                await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
