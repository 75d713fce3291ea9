"""Questions to the broker: they are answered in time, or fail with an error of ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.errors import KafkaError

from chassis.errors import BrokerUnavailable


@asynccontextmanager
async def answered(within_s: float | None = None) -> AsyncIterator[None]:
    """What is asked inside is answered `within_s` seconds (None: whenever), or `BrokerUnavailable` is raised."""
    try:
        async with asyncio.timeout(within_s):
            yield
    except (KafkaError, TimeoutError) as error:
        raise BrokerUnavailable(repr(error)) from error
