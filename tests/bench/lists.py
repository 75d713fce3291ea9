"""`python -m tests.bench.lists [--size N ...]`: how long pages of lists take in a store that grows, and by which plan.

The documents are small, about 1.5 KB: one event, a text of twelve words, one clock. The store is one of its own, in a
temporary directory, started as tests do.
"""

import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

import typer
from pymongo import MongoClient
from rich.console import Console
from rich.table import Table

from chassis.mongo import Document, Driver
from contracts.topics import COMPLAINTS
from contracts.values import Clock, ClockStatus, RoutingInput
from deploy.local.environment import DEMO_CITY, Stack
from services.complaints.city import City, load_city
from services.complaints.domain.complaint import State
from services.complaints.domain.lifecycle import Change, file
from services.complaints.domain.rights import THE_SYSTEM
from services.complaints.record import ListQuery, Request
from services.complaints.store import StoreUnavailable
from services.complaints.store.complaints import ComplaintStore
from services.complaints.store.documents import new_document
from services.complaints.store.prepare import prepare
from services.complaints.store.queue_fields import queue_fields
from services.complaints.store.samples import Samples
from services.complaints.store.word_index import WordIndex
from tests.bench.own_store import in_a_store_of_its_own
from tests.bench.results import percentile
from tests.component.recorder import Client, Sent, recorded

SIZES = (10_000, 100_000, 500_000)
RUNS = 30
A_COMMAND = 100
PAGE = 50
NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
YEAR_S = 365 * 24 * 3600
UNIT, CITY_UNIT = "dinas-pu", "kota"
COMMON, RARE_EVERY, PERSON_EVERY = "jalan", 5_000, 2_500
WORDS = 3_000
OVERDUE_SHARE = 0.05
TIMEOUT_S = 60.0
ATTEMPTS = 10

PAGES: dict[str, ListQuery] = {
    "unit": ListQuery(UNIT),
    "city": ListQuery(CITY_UNIT),
    "city, overdue": ListQuery(CITY_UNIT, overdue=True),
    "city, one category of 40": ListQuery(CITY_UNIT, category="c7"),
    "city, one area of 30": ListQuery(CITY_UNIT, area="99.71.07"),
    "unit, state of a tenth": ListQuery(UNIT, state="in_progress"),
    "unit, one person": ListQuery(UNIT, assignee="ani"),
    "city, rare word": ListQuery(CITY_UNIT, words=("langka",)),
    "city, common word": ListQuery(CITY_UNIT, words=(COMMON,)),
    "city, category and common word": ListQuery(CITY_UNIT, category="c7", words=(COMMON,)),
}
"""From the first page and from the middle of the queue; the rest only from the first."""
DEEP = ("unit", "city", "city, one category of 40")


@dataclass(frozen=True)
class Result:
    """One kind of page at one size. `looked_at` are the documents that its largest query examined."""

    size: int
    name: str
    found: int
    median_ms: float
    p95_ms: float
    queries: int
    looked_at: int
    plans: frozenset[str]


async def measure(stack: Stack, sizes: Sequence[int], runs: int, say: Callable[[object], object]) -> list[Result]:
    """Fill the store of `stack` up to each of the sizes in turn, and read pages at each."""
    results: list[Result] = []
    async for store, client, size in filled(stack, sizes, say):
        results += [await _read(store, client, size, *page, runs) for page in _pages()]
        say(table(results))
    return results


async def filled(
    stack: Stack, sizes: Sequence[int], say: Callable[[object], object]
) -> AsyncGenerator[tuple[ComplaintStore, Client, int], None]:
    """The store with each of these numbers of complaints in turn, and a client that explains its queries."""
    city, kept = load_city(DEMO_CITY), 0
    driver = Driver(stack.mongo_url, stack.database, 4, TIMEOUT_S)
    driver.open()
    try:
        await prepare(driver, city)
        store, endless = ComplaintStore(driver, city), documents(city)
        store.open()
        with MongoClient[Document](stack.mongo_url, tz_aware=True) as client:
            for size in sizes:
                started = time.perf_counter()
                await keep(driver, endless, size - kept)
                say(f"{size - kept} complaints kept in {time.perf_counter() - started:.0f} s")
                kept = size
                yield store, client, size
    finally:
        driver.close()


def _pages() -> Iterator[tuple[str, ListQuery, str | None]]:
    middle = f"{round((NOW + timedelta(seconds=YEAR_S / 2)).timestamp() * 1000):015}.0"
    for name, query in PAGES.items():
        yield name, query, None
        if name in DEEP:
            yield f"{name}, from the middle", query, middle


async def _read(
    store: ComplaintStore, client: Client, size: int, name: str, query: ListQuery, after: str | None, runs: int
) -> Result:
    times: list[float] = []
    for _ in range(runs):
        started = time.perf_counter()
        times.append(await timed(lambda: store.page(query, after, PAGE, NOW), started))
    with recorded() as sent:
        try:
            found = len((await store.page(query, after, PAGE, NOW)).records)
        except StoreUnavailable:
            found = -1
    return result(size, name, found, times, [plan(client, each) for each in sent])


def result(size: int, name: str, found: int, times: Sequence[float], plans: Sequence[tuple[str, int]]) -> Result:
    """What is said of one kind of page."""
    return Result(
        size,
        name,
        found,
        percentile(times, 0.5),
        percentile(times, 0.95),
        len(plans),
        max(examined for _, examined in plans),
        frozenset(name for name, _ in plans),
    )


async def timed(work: Callable[[], Awaitable[object]], started: float) -> float:
    """Milliseconds; what the store did not answer in time counts with the time after which it was given up."""
    with suppress(StoreUnavailable):
        await work()
    return (time.perf_counter() - started) * 1000


def plan(client: Client, sent: Sent) -> tuple[str, int]:
    """The index of the query and how many documents it examined."""
    [condition] = sent.conditions()
    explained = client[sent.database][sent.collection].find(condition).explain()
    stage = explained["queryPlanner"]["winningPlan"]
    while "inputStage" in stage:
        stage = stage["inputStage"]
    return f"{stage['stage']} {stage.get('indexName', '')}".strip(), explained["executionStats"]["totalDocsExamined"]


def documents(city: City) -> Iterator[Document]:
    """Assigned complaints of all units and categories, due evenly over a year of which a part is over."""
    chance = random.Random(13)
    units = [unit for unit in city.units if unit not in (CITY_UNIT, city.triage_unit)]
    number = 0
    while True:
        number += 1
        due_at = NOW + timedelta(seconds=YEAR_S * (chance.random() - OVERDUE_SHARE))
        filed_at = due_at - timedelta(days=14)
        words = [f"kata{min(int(chance.expovariate(1) * WORDS / 6), WORDS)}" for _ in range(11)]
        routing_input = RoutingInput(
            channel="demo",
            filed_at=filed_at,
            category=f"c{chance.randrange(40)}",
            area=f"99.71.{chance.randrange(1, 31):02}.1001",
        )
        text = " ".join(
            [*words, COMMON if number % 3 == 0 else "lampu", *(["langka"] if number % RARE_EVERY == 1 else [])]
        )
        filed = file(str(UUID(int=chance.getrandbits(128), version=4)), routing_input, THE_SYSTEM)
        assert isinstance(filed, Change)
        complaint = replace(
            filed.complaint,
            state=State.IN_PROGRESS if number % 10 == 0 else State.ASSIGNED,
            version=2,
            unit=UNIT if chance.random() < 0.3 else chance.choice(units),
            assignment_number=1,
            assignee="ani" if number % PERSON_EVERY < 5 else f"p{chance.randrange(20_000)}",
        )
        clock = Clock(name="respond_by", status=ClockStatus.RUNNING, started_at=filed_at, due_at=due_at)
        yield (
            new_document(complaint, COMPLAINTS.encode(filed.event), Request(text, "id", "0" * 64), complaint.id)
            | queue_fields(complaint, (clock,), city)
            | {"overdue": due_at < NOW, "breached": ["respond_by"] if due_at < NOW else []}
        )


async def keep(driver: Driver, documents: Iterator[Document], number: int) -> None:
    """Put the next `number` of the documents into the store."""
    complaints, words, samples = driver.collection("complaints"), WordIndex(driver), Samples(driver)
    for start in range(0, number, A_COMMAND):
        batch = [next(documents) for _ in range(min(A_COMMAND, number - start))]
        await _repeated(partial(complaints.insert_many, batch))
        await _repeated(partial(words.add, {each["_id"]: each["request"]["text"] for each in batch}))
        await _repeated(partial(samples.follow, [(each["_id"], {"$set": each}) for each in batch]))


async def _repeated(write: Callable[[], Awaitable[object]]) -> None:
    """The local store pauses now and then, for longer than a command may take; what was written is not doubled."""
    for _ in range(ATTEMPTS - 1):
        with suppress(StoreUnavailable):
            await write()
            return
    await write()


def table(results: Sequence[Result]) -> Table:
    """The results for people."""
    shown = Table("open complaints", "page", "rows", "p50 ms", "p95 ms", "queries", "largest looks at", "plans")
    for each in results:
        figures = (f"{each.median_ms:.0f}", f"{each.p95_ms:.0f}", str(each.queries), str(each.looked_at))
        shown.add_row(f"{each.size:,}", each.name, str(each.found), *figures, ", ".join(sorted(each.plans)))
    return shown


def main(
    size: Annotated[
        list[int] | None, typer.Option(help="open complaints; may be repeated, each more than before")
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="pages of each kind")] = RUNS,
) -> None:
    """Measure on a store of its own, which is stopped and removed at the end."""
    console = Console(width=200)
    console.print(table(in_a_store_of_its_own(lambda stack: measure(stack, size or SIZES, runs, console.print))))


if __name__ == "__main__":
    typer.run(main)
