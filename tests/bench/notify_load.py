"""Deliveries for the bench of notify: made of the demonstration's city, kept in a store, and due when all are there."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from chassis.mongo import Driver
from contracts.records import Record
from contracts.topics import ASSIGNMENTS, COMPLAINTS
from contracts.values import RoutingInput
from deploy.local.environment import DEMO_CITY, Stack, service_environment
from deploy.local.ports import HOST, free_ports
from services.notify.city import load_city
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery
from services.notify.domain.hearing import Known
from services.notify.domain.plan import Plan, at_once, plan
from services.notify.store.deliveries import TIMEOUT_S
from services.notify.store.stores import Stores
from tests.bench.ground import Program, Running, service
from tests.bench.receivers import Http, Smtp, Taken
from tests.bench.results import MeasurementError
from tests.unit.notify.examples import assigned, escalated, known
from tests.unit.notify.steps import filed

ENDPOINTS = 20
LATER = datetime(2100, 1, 1, tzinfo=UTC)
"""When deliveries are due that wait until all of them are there."""
STALLED_S = 45.0
UNIT, URGENT = "dinas-pu", "pohon-tumbang"
SIZE = 4_000
"""Bytes of a message of the bare loops: about those of a mail to a leader."""


@dataclass(frozen=True)
class Way:
    """How messages leave: where the receiver listens, and what a delivery needs to get there."""

    kind: type[Smtp] | type[Http]
    transport: str
    port: int

    def addressed(self, delivery: Delivery, number: int) -> Delivery:
        """The delivery, to one of several endpoints where each address is one."""
        if self.transport == "email":
            return delivery
        endpoint = f"http://{HOST}:{self.port}/{number % ENDPOINTS}"
        return replace(delivery, transport=self.transport, endpoint=endpoint)

    def bare(self, count: int) -> Program:
        """The bare loop."""
        common = {"COUNT": str(count), "SIZE": str(SIZE)}
        if self.transport == "email":
            return Program("bare-mails", "tests.bench.bare.mails", common | {"SMTP_PORT": str(self.port)})
        return Program("bare-posts", "tests.bench.bare.posts", common | {"URL": f"http://{HOST}:{self.port}/"})


def sender_alone(stack: Stack) -> Program:
    """A sender of mails without the rest of the service."""
    own = {"DATABASE": f"{stack.database}_notify", "CITY": str(DEMO_CITY)}
    return Program("notify-sender", "tests.faults.notify_sender", {**service_environment(stack, "notify"), **own})


async def make_due(driver: Driver) -> None:
    """All that waits is due now."""
    change = {"$set": {"next_attempt_at": datetime.now(UTC)}}
    await driver.collection("deliveries").update_all([({"next_attempt_at": {"$gte": LATER}}, change)])


def by_mail(stack: Stack) -> Way:
    """To a receiver where the stack has its mail server."""
    return Way(Smtp, "email", stack.ports.smtp)


def beside(stack: Stack, number: int) -> list[Program]:
    """The service, and others beside it with ports and a directory of their own."""
    first = service(stack, "notify")
    others = []
    for each in range(1, number):
        ports = free_ports()
        shared = {name: getattr(stack.ports, name) for name in ("kafka", "store", "smtp")}
        another = replace(stack, ports=replace(ports, **shared))
        own = {"INSTANCE": f"notify-{each}", "APP_DATADIR": str(stack.faust / f"notify-{each}")}
        program = service(another, "notify")
        others.append(replace(program, name=f"notify-{each}", environment={**program.environment, **own}))
    return [first, *others]


@asynccontextmanager
async def opened(stack: Stack) -> AsyncIterator[Driver]:
    """Connections to the database of notify."""
    driver = Driver(stack.mongo_url, f"{stack.database}_notify", 4, TIMEOUT_S)
    driver.open()
    try:
        yield driver
    finally:
        driver.close()


def planned(count: int, way: Way, due: datetime, prefix: str = "c") -> Iterable[tuple[Plan, Known]]:
    """Escalations to the head of a unit, each of another complaint and a message of its own."""
    city = _city()
    for number in range(count):
        subject = f"{prefix}-{number}"
        complaint = replace(known(UNIT, category="jalan-rusak", area=None, channel="demo"), id=subject)
        escalation = plan(escalated(UNIT, subject=subject, id=f"{subject}-e"), complaint, city, due)
        deliveries = tuple(way.addressed(at_once(each, due), number) for each in escalation.deliveries)
        yield replace(escalation, deliveries=deliveries), Known(complaint)


@cache
def _city() -> City:
    return load_city(DEMO_CITY, {"email"})


def as_history(given: Iterable[tuple[Plan, Known]]) -> Iterable[tuple[Plan, Known]]:
    """The same as history."""
    for each, complaint in given:
        ended = tuple(replace(one, state="delivered", next_attempt_at=None, attempts=1) for one in each.deliveries)
        yield replace(each, deliveries=ended), complaint


async def keep(stores: Stores, given: Iterable[tuple[Plan, Known]]) -> None:
    """Keep deliveries and what is known of their complaints."""
    portion: list[tuple[Plan, Known]] = []
    for each in given:
        portion.append(each)
        if len(portion) == 100:
            await _keep_portion(stores, portion)
            portion = []
    await _keep_portion(stores, portion)


async def _keep_portion(stores: Stores, portion: Sequence[tuple[Plan, Known]]) -> None:
    if portion:
        await stores.subjects.save([(Known(known.subject), known) for _, known in portion])
        await stores.deliveries.insert([plan for plan, _ in portion])


async def await_number(taken: Sequence[Taken], number: int, senders: Sequence[Running]) -> None:
    """Wait for so many messages; raises `MeasurementError` when their senders stall or end."""
    seen, since = -1, time.monotonic()
    while len(taken) < number:
        for each in senders:
            each.check()
        if len(taken) > seen:
            seen, since = len(taken), time.monotonic()
        if time.monotonic() - since > STALLED_S:
            raise MeasurementError(f"{senders[0].program.name} stopped at {len(taken)} of {number} messages")
        await asyncio.sleep(0.05)


def known_to_notify(subjects: Iterable[str]) -> Iterable[Record]:
    """Urgent complaints that are filed and assigned, by people who want no updates."""
    given = RoutingInput(channel="demo", filed_at=datetime.now(UTC), category=URGENT)
    for subject in subjects:
        yield COMPLAINTS.record(filed(subject=subject, id=f"{subject}-f", routing_input=given, wants_updates=False))
        yield ASSIGNMENTS.record(assigned(UNIT, subject=subject, id=f"{subject}-a", category=URGENT, channel="demo"))


def complaint_of(mail: Taken) -> str:
    """Every mail about a complaint refers to it."""
    return mail.begins.partition(b"References: <")[2].partition(b"@")[0].decode()
