"""Reading: from one assignment of partitions to the next, each partition from where it was committed, without a gap.

Every assignment begins a new reading with a number of its own. Records of an earlier one are never handled: whoever
owns their partitions now reads them again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis import logs
from chassis.errors import BrokerUnavailable
from chassis.process import cancel, die, spawn
from chassis.retry import Retry
from chassis.streams.group import MAX_POLL, Gate, Group, Partition

log = logs.get(__name__)

MAX_BATCH = 1000
"""Records in one batch."""
LINGER_S = 0.005
"""How long a batch waits for more records after its first."""
RETRY = Retry((0.2, 0.5, 1.0))

Prepare = Callable[[frozenset[Partition], Callable[[], bool]], Awaitable[bool]]
"""(partitions, still wanted?) → ready. Makes all that a reading needs before its first record."""


@dataclass(frozen=True, slots=True)
class Records:
    """Records that came together, those of one partition in order; `reading` is the number of their reading."""

    reading: int
    all: tuple[Any, ...]


class Reading:
    """The present reading. `positions` are the offsets that come next."""

    def __init__(self, name: str, group: Group, prepare: Prepare) -> None:
        self._name, self._group, self._prepare = name, group, prepare
        self._number = 0
        self._is_open = asyncio.Event()
        self._beginning: asyncio.Task[None] | None = None
        self.positions: dict[Partition, int] = {}
        self.doing = "waiting for partitions"

    @property
    def is_open(self) -> bool:
        """Whether records are being read."""
        return self._is_open.is_set()

    def is_current(self, number: int) -> bool:
        """Whether the reading of that number goes on."""
        return self.is_open and number == self._number

    def close(self) -> None:
        """End the present reading: from now on none of its records may be handled."""
        self._number += 1
        self._is_open.clear()
        self.positions = {}
        self.doing = "waiting for partitions"

    def begin(self, partitions: frozenset[Partition]) -> None:
        """Begin the next one as soon as all is prepared for these partitions."""
        self.close()
        work = self._begin(self._number, partitions, self._beginning)
        self._beginning = spawn(f"{self._name}: begins to read", work, may_end=True)

    async def stop(self) -> None:
        """End, with what prepares the next one."""
        self.close()
        await cancel(self._beginning)

    async def next(self) -> Records:
        """The next records, or none when there were none for a while. Leaves the process when one was skipped."""
        await self._is_open.wait()
        number = self._number
        found = await self._look(number)
        if not self.is_current(number):
            return Records(number, ())
        self._take(found)
        return Records(number, tuple(found))

    async def _look(self, number: int) -> list[Any]:
        gate = Gate(lambda: self.is_current(number))
        found = _in_order(await self._group.poll(gate))
        if found and len(found) < MAX_BATCH:
            if len(found) < MAX_POLL:  # a full look means that more is waiting already
                await asyncio.sleep(LINGER_S)
            found += _in_order(await self._group.poll(gate, timeout_s=0))
        return found

    def _take(self, records: Sequence[Any]) -> None:
        """Our topics have no holes, so a skipped offset is a record that was not delivered: restart and read again."""
        for record in records:
            partition = Partition(record.topic, record.partition)
            expected = self.positions.get(partition)
            if record.offset != expected:
                die(f"{self._name}: {record.topic}[{record.partition}] went from {expected} to {record.offset}")
            self.positions[partition] = record.offset + 1

    async def _begin(self, number: int, partitions: frozenset[Partition], before: asyncio.Task[None] | None) -> None:
        def is_wanted() -> bool:
            return number == self._number

        if before is not None:
            await asyncio.wait([before])  # it ends soon: two preparations of one table would mix
        if is_wanted():
            self.doing = "preparing to read"
            await self._take_places(partitions, is_wanted)
        if is_wanted():
            self.doing = "reading"
            self._is_open.set()

    async def _take_places(self, partitions: frozenset[Partition], is_wanted: Callable[[], bool]) -> None:
        """Prepare, then go to where each partition begins. Tries again as long as the broker does not answer."""

        def begin_at(starts: Mapping[Partition, int]) -> bool:
            if is_wanted():
                self.positions = dict(starts)
            return is_wanted()

        failures = 0
        while is_wanted():
            try:
                if await self._prepare(partitions, is_wanted):
                    if partitions:
                        await self._group.seek_to_committed(partitions, begin_at)
                    return
            except BrokerUnavailable as error:
                failures += 1
                log.warning("cannot begin to read, trying again", stage=self._name, error=str(error))
                await asyncio.sleep(RETRY.wait_s(failures))


def _in_order(found: Mapping[Partition, Sequence[Any]]) -> list[Any]:
    return [record for records in found.values() for record in records]
