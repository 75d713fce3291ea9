"""The sla service keeps time: in order, never early, through a crash, and past what it cannot read."""

from itertools import pairwise

import pytest

from contracts.events import ComplaintEscalated, DeadlineApproaching, DeadlineBreached
from contracts.ids import event_id
from contracts.records import Record
from contracts.topics import topics_read_by
from tests.component.sla.sla_process import LEVELS, SlaProcess, acknowledged, assigned, feeder, reader

WHOLE_ROUND = [
    "clocks.set",
    "deadline.approaching acknowledge_by",
    "deadline.breached acknowledge_by",
    "complaint.escalated 1.1.0",
    "complaint.escalated 1.2.0",
    "complaint.escalated 1.3.0",
    "complaint.escalated 1.4.0",
    "complaint.escalated 1.4.1",
]


async def test_it_sets_clocks_warns_emits_the_breach_and_climbs_in_this_order_and_never_early(
    sla: SlaProcess,
) -> None:
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await sla.start()
        await producer.deliver([assigned("c-1")])
        await emitted.until(lambda seen: seen.levels("c-1") == LEVELS)
        assert emitted.kinds("c-1") == WHOLE_ROUND
        begun = emitted.about("c-1")[0].occurred_at
        escalated = []
        for event in emitted.about("c-1"):
            since = (event.occurred_at - begun).total_seconds()
            match event:
                case DeadlineApproaching():
                    assert since >= 0.5
                case DeadlineBreached():
                    assert event.occurred_at >= event.due_at
                    assert since >= 0.999, "deadlines are whole milliseconds"
                case ComplaintEscalated():
                    escalated.append(event.occurred_at)
        waits = [(later - earlier).total_seconds() for earlier, later in pairwise(escalated)]
        assert all(wait >= least - 0.001 for wait, least in zip(waits, [2, 2, 2, 1], strict=True))


async def test_what_is_done_ends_the_ladder(sla: SlaProcess) -> None:
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await sla.start()
        await producer.deliver([assigned("c-1"), assigned("c-2")])
        await emitted.until(lambda seen: (1, 0) in seen.levels("c-1"))
        await producer.deliver([acknowledged("c-1")])
        await emitted.until(lambda seen: seen.levels("c-2") == LEVELS)
        assert emitted.levels("c-1") == [(1, 0)]
        assert emitted.kinds("c-1")[-1] == "clocks.set"


@pytest.mark.slow
async def test_a_ladder_goes_on_after_the_process_was_killed_and_says_nothing_twice(sla: SlaProcess) -> None:
    complaints = [f"c-{number}" for number in range(20)]
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await sla.start()
        await producer.deliver([assigned(complaint) for complaint in complaints])
        await emitted.until(lambda seen: any((2, 0) in seen.levels(complaint) for complaint in complaints))
        sla.kill()
        await sla.start()
        await emitted.until(lambda seen: all(seen.levels(complaint) == LEVELS for complaint in complaints))
        assert {complaint: emitted.kinds(complaint) for complaint in complaints} == dict.fromkeys(
            complaints, WHOLE_ROUND
        )


async def test_deadlines_that_passed_while_it_was_down_are_emitted_when_it_is_back(sla: SlaProcess) -> None:
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await producer.deliver([assigned("c-1")])
        await sla.start()
        await emitted.until(lambda seen: seen.levels("c-1") == LEVELS)
        breaches = [event for event in emitted.about("c-1") if isinstance(event, DeadlineBreached)]
        assert [(breach.clock, breach.occurred_at >= breach.due_at) for breach in breaches] == [
            ("acknowledge_by", True)
        ]


async def test_what_cannot_be_read_is_laid_aside_as_it_came_and_the_next_event_is_handled(sla: SlaProcess) -> None:
    poison = b"\xff not an event"
    topics = topics_read_by("sla")
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await sla.start()
        await producer.deliver([Record(topic.name, b"c-1", poison) for topic in topics])
        await producer.deliver([assigned("c-1")])
        await emitted.until(lambda seen: seen.kinds("c-1") == ["clocks.set"])
        await producer.deliver([acknowledged("c-1")])
        await emitted.until(lambda seen: seen.kinds("c-1").count("clocks.set") == 2)
        for topic in topics:
            async with reader(sla.stack, topic.dead_letter, partitions=1) as dead:
                await dead.until(lambda seen: len(seen.records) == 1)
                record = dead.records[0]
                headers = {name: value.decode() for name, value in record.headers}
                assert (record.key, record.value) == (b"c-1", poison)
                assert (headers["reason"], headers["topic"], headers["stage"]) == ("malformed_json", topic.name, "sla")
                assert headers["offset"] == "0" and headers["partition"].isdigit() and headers["detail"]


async def test_an_event_that_comes_twice_has_its_effect_once(sla: SlaProcess) -> None:
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await sla.start()
        twice = assigned("c-1")
        await producer.deliver([twice, twice])
        await emitted.until(lambda seen: bool(seen.kinds("c-1")))
        await producer.deliver([acknowledged("c-1")])
        await emitted.until(lambda seen: seen.about("c-1")[-1].cause == event_id("c-1", "acknowledged"))
        assert emitted.kinds("c-1").count("clocks.set") == 2
        assert len(emitted.records) == len(emitted.about("c-1"))
