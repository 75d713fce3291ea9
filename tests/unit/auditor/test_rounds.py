"""The round: it judges nothing until all have caught up, neither at the start nor after an outage of the broker."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from chassis.errors import BrokerUnavailable, DeliveryFailed
from contracts.codec import decode
from contracts.events import StepMissing
from contracts.records import Record
from services.auditor.auditing import Auditing
from services.auditor.reading import Read
from tests.unit.auditor.lives import RULES
from tests.unit.auditor.test_histories import said
from tests.unit.verify.lives import BEGUN
from tests.unit.verify.logs import START

SETTLE = timedelta(minutes=1)
LONG = timedelta(hours=1)


@dataclass
class Topics:
    """What a broker holds, and whether it answers."""

    coming: list[Read] = field(default_factory=list)
    answers: bool = True

    async def look_for_end(self) -> None:
        if not self.answers:
            raise BrokerUnavailable("not here")

    async def read(self) -> list[Read]:
        found, self.coming = self.coming, []
        return found

    @property
    def is_at_end(self) -> bool:
        return not self.coming

    def read_up_to(self, now: datetime) -> datetime:
        return now

    async def close(self) -> None:
        return None


@dataclass
class Broker:
    """What was published, and whether that is confirmed."""

    records: list[Record] = field(default_factory=list)
    confirms: bool = True

    async def deliver(self, records: list[Record]) -> None:
        if records and not self.confirms:
            raise DeliveryFailed("not confirmed")
        self.records += records


@dataclass
class Audited:
    """An auditor whose clock stands still until it is moved."""

    now: datetime = START
    topics: Topics = field(default_factory=Topics)
    broker: Broker = field(default_factory=Broker)

    def __post_init__(self) -> None:
        self.auditing = Auditing(
            self.topics,  # type: ignore[arg-type]  # in place of a broker
            self.broker,  # type: ignore[arg-type]  # in place of a broker
            RULES,
            keep=LONG,
            settle=SETTLE,
            every_s=1,
            clock=lambda: self.now,
        )

    async def round(self, later: timedelta = timedelta(0)) -> int:
        """One round, and how many missing steps were said by then."""
        self.now += later
        await self.auditing._round()
        return sum(isinstance(decode(record.value or b""), StepMissing) for record in self.broker.records)


def assigned_without_clocks() -> list[Read]:
    return [(event, said(number, event)) for number, event in enumerate(BEGUN)]


async def test_it_judges_once_all_have_had_time_to_catch_up() -> None:
    audited = Audited(now=START + LONG, topics=Topics(assigned_without_clocks()))
    assert audited.auditing.not_ready_because() == "reading what was said before"
    assert await audited.round() == 0
    assert audited.auditing.not_ready_because() is None
    assert await audited.round(SETTLE - timedelta(seconds=1)) == 0
    assert await audited.round(timedelta(seconds=1)) > 0


async def test_after_an_outage_of_the_broker_all_have_time_again() -> None:
    audited = Audited(now=START, topics=Topics())
    await audited.round()
    await audited.round(SETTLE)
    audited.topics.answers = False
    with pytest.raises(BrokerUnavailable):
        await audited.round(LONG)
    assert audited.auditing.not_ready_because() == "reading what was said before"
    audited.topics.answers, audited.topics.coming = True, assigned_without_clocks()
    assert await audited.round() == 0
    assert await audited.round(SETTLE) > 0


async def test_what_was_not_confirmed_is_said_again_under_the_same_id() -> None:
    audited = Audited(now=START + LONG, topics=Topics(assigned_without_clocks()))
    await audited.round()
    audited.broker.confirms = False
    with pytest.raises(DeliveryFailed):
        await audited.round(SETTLE)
    audited.broker.confirms = True
    await audited.round()
    number = await audited.round(SETTLE)
    assert number > 0
    assert await audited.round(SETTLE) == number
    assert len({record.value for record in audited.broker.records}) == len(audited.broker.records)


async def test_it_looks_again_when_the_time_of_the_next_step_has_come_though_nothing_was_heard() -> None:
    audited = Audited(now=START, topics=Topics())
    await audited.round()
    await audited.round(SETTLE)
    filing = [(event, said(number, event, audited.now)) for number, event in enumerate(BEGUN[:1])]
    audited.topics.coming = filing
    assert await audited.round() == 0
    assert await audited.round(timedelta(seconds=1)) == 0
    assert await audited.round(timedelta(seconds=1)) == 1
