"""Notify: messages per second against bare loops of the same run, two processes against one, and the way to a leader.

A round of the service is the process itself with all its parts: deliveries lie in its store and become due together;
it claims them, writes and sends each, keeps the proof, and publishes what became of it.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from statistics import median

import psutil

from chassis.producer import Producer
from contracts.topics import DEADLINES
from deploy.local.environment import Stack
from deploy.local.ports import free_ports
from services.notify.store.indexes import create_indexes
from services.notify.store.stores import Stores
from tests.bench import records
from tests.bench.ground import Ground, Program, Running, running, service
from tests.bench.notify_load import (
    LATER,
    UNIT,
    Way,
    as_history,
    await_number,
    beside,
    by_mail,
    complaint_of,
    keep,
    known_to_notify,
    make_due,
    opened,
    planned,
    sender_alone,
)
from tests.bench.receivers import Http, Smtp, Taken, receiving
from tests.bench.results import Goal, Line, Round, Spread, comparison, percentile, rate
from tests.unit.notify.examples import escalated

MAILS_GOAL = Goal(400, at_least=True)
POSTS_GOAL = Goal(200, at_least=True)
POSTS_RATIO, TWO_RATIO = 0.4, 1.7
LEAVES_MS = Goal(3000, at_least=False)
IDLE_SHARE = Goal(2, at_least=False)
GROWTH_MIB = Goal(10, at_least=False)
SLOW_S = 0.1
"""How long a slow receiver takes for each message."""
PER_SECOND = 5.0
IDLE_S = 20.0
SETTLED_S = 5.0
MIB = 1024**2


async def measure(ground: Ground) -> list[Line]:
    """Everything, one after the other."""
    mails, posts = await _mails(ground), await _posts(ground)
    return [*mails, *posts, *await _two(ground), *await _leaving(ground), *await _history(ground)]


async def _mails(ground: Ground) -> list[Line]:
    spent: list[float] = []
    rounds = await _rounds(ground, by_mail(ground.stack), spent)
    ours, bare = [each.ours for each in rounds], [each.bare for each in rounds]
    return [
        _line("notify mails/s", ours, "1/s", MAILS_GOAL),
        _line("notify mails/s: bare", bare, "1/s"),
        _line("notify mails/s: of processor time", [1 / each for each in spent], "1/s"),
    ]


async def _posts(ground: Ground) -> list[Line]:
    rounds = await _rounds(ground, Way(Http, "webhook", free_ports().api))
    per_second = _line("notify webhooks/s", [each.ours for each in rounds], "1/s", POSTS_GOAL)
    return [per_second, *comparison("notify webhooks", rounds, POSTS_RATIO, "1/s")]


async def _two(ground: Ground) -> list[Line]:
    """Two processes against one, with a receiver that takes its time."""
    way, ratios = by_mail(ground.stack), []
    for number in range(ground.plan.rounds):
        order = (1, 2) if number % 2 == 0 else (2, 1)
        rates = {many: await _service(ground, way, many, SLOW_S) for many in order}
        ratios.append(rates[2] / rates[1])
        ground.say(f"notify   round {number + 1}: one {rates[1]:.0f}/s, two {rates[2]:.0f}/s")
    return [_line("two notify processes / one", ratios, "ratio", Goal(TWO_RATIO, at_least=True))]


async def _leaving(ground: Ground) -> list[Line]:
    """From an event of an urgent complaint on the topic to its mail at the receiver, at a few a second."""
    stack = ground.fresh().stack
    await records.make_topics(stack)
    count = int(PER_SECOND * min(ground.plan.latency_s, IDLE_S))
    subjects = [f"urgent-{number}" for number in range(count)]
    async with receiving(Smtp, stack.ports.smtp) as taken:
        with running(stack, service(stack, "notify")) as notify:
            await records.fill(stack, known_to_notify(subjects))
            await records.await_worked_off(stack, "notify", notify)
            await _until_quiet(taken)
            del taken[:]
            sent = await _escalate(stack, subjects)
            await await_number(taken, count, [notify])
    arrived = {complaint_of(each): each.at for each in taken}
    waits = [(arrived[subject] - at) * 1000 for subject, at in sent.items()]
    detail = f"{count} events; the slowest {max(waits):.0f} ms"
    name = "overdue event → first attempt leaves"
    return [
        Line(f"{name}, p50", percentile(waits, 0.50), "ms"),
        Line(f"{name}, p99", percentile(waits, 0.99), "ms", LEAVES_MS, detail),
    ]


async def _history(ground: Ground) -> list[Line]:
    """An idle sender with a long history, alone and in its process, and the memory while as many deliveries wait."""
    stack, count, first = ground.fresh().stack, ground.plan.notify_waiting, ground.plan.notify_messages
    await records.make_topics(stack)
    way = by_mail(stack)
    async with opened(stack) as driver, receiving(Smtp, stack.ports.smtp) as taken:
        stores = Stores(driver)
        await create_indexes(driver)
        ground.say(f"notify   {count} deliveries of history, then as many that wait")
        ended = datetime.now(UTC)
        await keep(stores, as_history(planned(count, way, ended, prefix="history")))
        with running(stack, sender_alone(stack)) as sender:
            await asyncio.sleep(SETTLED_S)
            alone = await _share_of_a_core(sender)
        with running(stack, service(stack, "notify")) as notify:
            await asyncio.sleep(SETTLED_S)
            whole = await _share_of_a_core(notify)
            await keep(stores, planned(count, way, LATER, prefix="later"))
            await keep(stores, planned(first, way, ended, prefix="first"))
            await await_number(taken, first, [notify])
            before = notify.resident
            await keep(stores, planned(count // 5, way, ended, prefix="more"))
            await await_number(taken, first + count // 5, [notify])
            growth = (notify.resident - before) / MIB
    return [
        Line("notify: an idle sender", alone, "% of a core", IDLE_SHARE, f"{count} deliveries of history"),
        Line("notify: the idle process", whole, "% of a core"),
        Line("notify: growth of its memory", growth, "MiB", GROWTH_MIB, f"{count // 5} sent while {count} wait"),
    ]


async def _rounds(ground: Ground, way: Way, spent: list[float] | None = None) -> list[Round]:
    """Whoever comes first in a round comes second in the next. `spent` gets our processor time for each message."""
    rounds = []
    for number in range(ground.plan.rounds):
        if number % 2 == 0:
            ours = await _service(ground, way, spent=spent)
            bare = await _bare(ground, way)
        else:
            bare = await _bare(ground, way)
            ours = await _service(ground, way, spent=spent)
        rounds.append(Round(ours, bare))
        ground.say(f"notify   round {number + 1} by {way.transport}: {ours:.0f}/s, bare {bare:.0f}/s")
    return rounds


async def load_mails(ground: Ground, launched: Callable[[Program], Program]) -> None:
    """Mails alone, for a profile."""
    await _service(ground, by_mail(ground.stack), launched=launched)


async def _service(
    ground: Ground,
    way: Way,
    processes: int = 1,
    delay_s: float = 0.0,
    spent: list[float] | None = None,
    launched: Callable[[Program], Program] = lambda program: program,
) -> float:
    """Messages per second of so many processes of the service."""
    stack, count = ground.fresh().stack, ground.plan.notify_messages
    await records.make_topics(stack)
    async with opened(stack) as driver, receiving(way.kind, way.port, delay_s) as taken:
        with ExitStack() as programs:
            started = [programs.enter_context(running(stack, launched(each))) for each in beside(stack, processes)]
            await keep(Stores(driver), planned(count, way, LATER))
            before = sum(map(_processor_s, started))
            await make_due(driver)
            await await_number(taken, count, started)
            if spent is not None:
                spent.append((sum(map(_processor_s, started)) - before) / count)
    return rate(int(each.at * 1000) for each in taken)


async def _bare(ground: Ground, way: Way) -> float:
    stack, count = ground.stack, ground.plan.notify_messages
    async with receiving(way.kind, way.port) as taken:
        with running(stack, way.bare(count)) as program:
            await await_number(taken, count, [program])
    return rate(int(each.at * 1000) for each in taken)


async def _until_quiet(taken: Sequence[Taken]) -> None:
    """What follows from the preparation has left, and there is nothing to do."""
    number = -1
    while len(taken) > number:
        number = len(taken)
        await asyncio.sleep(3.0)


async def _escalate(stack: Stack, subjects: Iterable[str]) -> dict[str, float]:
    """Publish an escalation of each, a few a second; when each was handed over."""
    producer, sent = Producer(stack.bootstrap, stack.prefix, "bench"), dict[str, float]()
    await producer.start()
    try:
        for subject in subjects:
            sent[subject] = time.perf_counter()
            event = escalated(UNIT, subject=subject, id=f"{subject}-e", occurred_at=datetime.now(UTC))
            await producer.deliver([DEADLINES.record(event)])
            await asyncio.sleep(max(0.0, sent[subject] + 1 / PER_SECOND - time.perf_counter()))
    finally:
        await producer.stop()
    return sent


async def _share_of_a_core(process: Running) -> float:
    before, began = _processor_s(process), time.monotonic()
    await asyncio.sleep(IDLE_S)
    return 100 * (_processor_s(process) - before) / (time.monotonic() - began)


def _processor_s(process: Running) -> float:
    times = psutil.Process(process.process.pid).cpu_times()
    return float(times.user + times.system)


def _line(name: str, values: Sequence[float], unit: str, goal: Goal | None = None) -> Line:
    return Line(name, median(values), unit, goal, "", Spread(min(values), max(values)))
