"""What open complaints cost in sla's table: in the changelog, in memory, and until the process is ready again.

Real events are published, and the service works them off: only its topics, its ports and its process are looked at.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from contracts.events import (
    AssignmentEvent,
    ComplaintAcknowledged,
    ComplaintClosed,
    ComplaintEvent,
    ComplaintResolved,
    ComplaintStarted,
)
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, CLOCKS_CHANGELOG, COMPLAINTS, DEADLINES_FIRED
from deploy.local.environment import Stack
from tests.bench import records, samples
from tests.bench.ground import Ground, Running, running, service
from tests.bench.liveness import LivenessWatch
from tests.bench.memory import IDLE_S, MIB
from tests.bench.results import Goal, Line, MeasurementError
from tests.bench.streams import CITY_OF_DAYS, in_city_of_days
from tests.builders import step

CHANGELOG_BYTES = Goal(250, at_least=False)
RESIDENT_BYTES = Goal(700, at_least=False)
READY_S = Goal(4, at_least=False)
LIVE_MS = Goal(100, at_least=False)
GROWTH_MIB = Goal(10, at_least=False)
LATE_S = 5.0
"""How long a closed complaint is kept for late events, in place of days."""
FORGETTING_LOOKS = 20
KEPT_BYTES = 50_000
"""The policies, which are kept once in each partition."""
PORTION = 5_000


async def measure_open(ground: Ground) -> list[Line]:
    """A table that grows in steps; after each step the process starts again. The last step has the goals of a start."""
    stack = await _prepared(ground)
    with running(stack, service(stack, "sla")) as empty:
        await asyncio.sleep(IDLE_S)
        resident_empty = empty.resident
    lines: list[Line] = []
    opened = 0
    for count in ground.plan.open_complaints:
        ground.say(f"state    opening {count - opened} complaints with three changes each")
        with running(stack, service(stack, "sla")) as sla:
            await _open(stack, sla, count - opened)
        opened = count
        lines += await _measured(stack, opened, resident_empty, is_last=count == ground.plan.open_complaints[-1])
    return lines


async def measure_closed(ground: Ground) -> list[Line]:
    """Complaints that are opened, resolved and closed at once, and kept for a few seconds only after that."""
    stack, count = await _prepared(ground), ground.plan.closed_complaints
    program = service(stack, "sla")
    brief = replace(program, environment={**program.environment, "LATE_EVENTS_S": f"{LATE_S:g}"})
    with running(stack, brief) as sla:
        await _open_and_close(stack, sla, count // 2)
        await _await_forgotten(stack, sla, count // 2)
        before = sla.resident
        ground.say(f"closed   {count} complaints are opened, resolved and closed")
        await _open_and_close(stack, sla, count)
        await _await_forgotten(stack, sla, count // 2 + count)
        growth = sla.resident - before
    detail = f"{growth / count:.0f} bytes for each of {count}; {before / MIB:.0f} MiB before"
    return [Line("closed: growth of sla's idle memory", growth / MIB, "MiB", GROWTH_MIB, detail)]


async def _prepared(ground: Ground) -> Stack:
    stack = in_city_of_days(ground.fresh()).stack
    await records.make_topics(stack)
    return stack


async def _open(stack: Stack, sla: Running, count: int) -> None:
    """Three changes of each, and none of them in the batch of another: a batch writes a complaint down once."""
    subjects: list[str] = []
    for changes in (
        _assignments(count, subjects),
        _steps(ComplaintAcknowledged, subjects, seq=2),
        _steps(ComplaintStarted, subjects, seq=3),
    ):
        await records.fill(stack, changes)
        await records.await_worked_off(stack, "sla", sla)


def _assignments(count: int, subjects: list[str]) -> Iterator[Record]:
    """One after the other, for together they would take much memory; their subjects are noted down."""
    for event in samples.assignments(count, CITY_OF_DAYS):
        subjects.append(event.subject)
        yield ASSIGNMENTS.record(event)


async def _open_and_close(stack: Stack, sla: Running, count: int) -> None:
    for begin in range(0, count, PORTION):
        assigned = list(samples.assignments(min(PORTION, count - begin), CITY_OF_DAYS))
        subjects = [event.subject for event in assigned]
        await records.fill(stack, (ASSIGNMENTS.record(_briefly_reopenable(event)) for event in assigned))
        await records.fill(stack, _steps(ComplaintResolved, subjects, seq=2))
        await records.fill(stack, _steps(ComplaintClosed, subjects, seq=3))
        await records.await_worked_off(stack, "sla", sla)


async def _await_forgotten(stack: Stack, sla: Running, count: int) -> None:
    """The last timer of each complaint ends what is kept of it; one that was slow may have had an earlier one too."""
    async with records.reader(stack, DEADLINES_FIRED.name) as fired:
        await records.await_size(fired, count, sla)
    for _ in range(FORGETTING_LOOKS):
        await records.await_worked_off(stack, "sla", sla)
        kept, _ = await _changelog(stack)
        if kept <= KEPT_BYTES:
            break
        await asyncio.sleep(LATE_S)
    else:
        raise MeasurementError(f"{kept} bytes are kept of complaints that can no longer move")
    await asyncio.sleep(IDLE_S)


def _briefly_reopenable(event: AssignmentEvent) -> AssignmentEvent:
    return event.model_copy(update={"policy": event.policy.model_copy(update={"reopen_within": "PT1S"})})


def _steps(kind: type[ComplaintEvent], subjects: Sequence[str], seq: int) -> Iterator[Record]:
    now = datetime.now(UTC)
    for subject in subjects:
        yield COMPLAINTS.record(step(kind, subject, now, seq))


async def _measured(stack: Stack, count: int, resident_empty: int, is_last: bool) -> list[Line]:
    """What is kept, and a start that has to rebuild it."""
    kept, changes = await _changelog(stack)
    with LivenessWatch(stack.ports.ops("sla")) as live:
        began = time.perf_counter()
        with running(stack, service(stack, "sla")) as sla:
            ready_s = time.perf_counter() - began
            await asyncio.sleep(IDLE_S)
            resident, slowest_ms = sla.resident - resident_empty, live.slowest_ms
    name, beyond, read = f"state, {count} open", f"beyond {resident_empty / MIB:.0f} MiB", f"{changes} records to read"
    ready_goal, live_goal = (READY_S, LIVE_MS) if is_last else (None, None)
    return [
        Line(f"{name}: changelog, each", kept / count, "bytes", CHANGELOG_BYTES, "newest values of all keys"),
        Line(f"{name}: resident, each", resident / count, "bytes", RESIDENT_BYTES, beyond),
        Line(f"{name}: start to ready", ready_s, "s", ready_goal, read),
        Line(f"{name}: slowest /livez", slowest_ms, "ms", live_goal, f"{live.answers} answers"),
    ]


async def _changelog(stack: Stack) -> tuple[int, int]:
    """Bytes of the newest value of every key, and how many records there are to read."""
    async with records.reader(stack, CLOCKS_CHANGELOG.name) as topic:
        newest: dict[bytes, int] = {}
        read = 0
        for each in await records.read_to_end(topic):
            newest[each.key], read = each.size, read + 1
    return sum(newest.values()), read
