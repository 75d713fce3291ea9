"""What version 0.1 left in Kafka goes on: the table of clocks in its changelog, and records that nobody has read."""

from contracts.records import Record
from contracts.topics import ASSIGNMENTS, CLOCKS_CHANGELOG
from contracts.upcast import WITHIN
from tests.component.sla.sla_process import SlaProcess, feeder, reader
from tests.stored import stored

TABLE = stored("0.1", "clocks")
ASSIGNED = stored("0.1", "complaints")["assigned"]["facts"][0]["body"]


async def test_clocks_of_0_1_go_on_where_they_stood_and_nothing_is_said_twice(sla: SlaProcess) -> None:
    assigned, escalated, resolved = (TABLE[life]["key"] for life in ("assigned", "escalated once", "resolved in time"))
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await producer.deliver(
            [Record(CLOCKS_CHANGELOG.name, kept["key"].encode(), kept["value"].encode()) for kept in TABLE.values()]
        )
        await sla.start()
        await emitted.until(lambda seen: all((2, 1) in seen.levels(each) for each in (assigned, escalated)))
        assert [kind for kind in emitted.kinds(assigned) if kind.endswith("acknowledge_by")] == [
            "deadline.breached acknowledge_by"
        ], "its warning would come too late"
        assert emitted.levels(assigned)[0] == (1, 0)
        assert (1, 0) not in emitted.levels(escalated)
        assert not any(kind.endswith("acknowledge_by") for kind in emitted.kinds(escalated))
        assert emitted.kinds(resolved) == []


async def test_an_assignment_of_0_1_that_nobody_has_read_starts_its_three_clocks(sla: SlaProcess) -> None:
    subject = stored("0.1", "complaints")["assigned"]["_id"]
    async with feeder(sla.stack) as producer, reader(sla.stack) as emitted:
        await producer.deliver([Record(ASSIGNMENTS.name, subject.encode(), ASSIGNED)])
        await sla.start()
        breaches = {f"deadline.breached {name}" for name in WITHIN}
        await emitted.until(lambda seen: breaches <= set(seen.kinds(subject)))
