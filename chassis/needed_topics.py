"""A process begins its work once the broker answers and has every topic that it reads or writes.

Until then it is unready and says what is missing: a crash again and again would say less, and begin later once all is
there.
"""

import asyncio

from chassis import logs
from chassis.broker import answered, reader_of_no_group
from chassis.errors import BrokerUnavailable
from chassis.retry import Retry
from chassis.settings import KafkaSettings
from contracts.topics import names_used_by

log = logs.get(__name__)

TIMEOUT_S = 10.0
RETRY = Retry((0.5, 1.0, 2.0, 5.0))


class NeededTopics:
    """The topics of one service: the parts of a process that come after it start once all of them are there."""

    name = "topics"

    def __init__(self, settings: KafkaSettings, service: str) -> None:
        self._bootstrap = settings.kafka_bootstrap
        self._wanted = {settings.topic_prefix + name for name in names_used_by(service)}
        self._reason: str | None = "the broker has not been asked yet"

    async def start(self) -> None:
        """Wait for them, for ever if need be."""
        failures = 0
        while (reason := await self._reason_to_wait()) is not None:
            if reason != self._reason:
                log.warning("waiting for the broker", reason=reason)
            self._reason, failures = reason, failures + 1
            await asyncio.sleep(RETRY.wait_s(failures))
        if failures:
            log.info("the broker has all that is needed", failures=failures)
        self._reason = None

    async def stop(self) -> None:
        """Nothing is held."""

    def not_ready_because(self) -> str | None:
        """What is missing."""
        return self._reason

    async def _reason_to_wait(self) -> str | None:
        try:
            async with answered(TIMEOUT_S), reader_of_no_group(self._bootstrap) as reader:
                missing = sorted(self._wanted - await reader.topics())
        except BrokerUnavailable:
            return f"broker unavailable: no answer at {self._bootstrap}; does it run, and is KAFKA_BOOTSTRAP right?"
        if not missing:
            return None
        return f"there is no topic {', '.join(missing)}; `python -m chassis.admin` makes what is missing"
