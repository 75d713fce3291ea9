"""What sla emits is counted where operators look for it."""

import pytest
from prometheus_client import REGISTRY, Counter

from chassis.records import Incoming
from chassis.streams import Kept
from city.loading import load
from contracts.codec import decode
from contracts.events import DeadlineExpired, DeadlineReminder, Event
from contracts.topics import ASSIGNMENTS, DEADLINES_FIRED, Topic
from contracts.values import Mode
from services.sla import metrics
from services.sla.agents import sla_agent
from services.sla.city import CountedFiles, load_counted
from tests.cities import REGENCY
from tests.unit.sla.watching import COMPLAINT, RULES, Rules, assigned, fired, moment

REMINDED = DeadlineReminder(
    id="r-1",
    subject=COMPLAINT,
    occurred_at=moment(5),
    unit="dinas-pu",
    assignment_number=1,
    clock="reply_by",
    due_at=moment(10),
    share=0.5,
)
EXPIRED = DeadlineExpired(**REMINDED.model_dump(exclude={"share", "channel"}), started_seq=3)


@pytest.mark.parametrize(
    ("event", "counter"), [(REMINDED, metrics.reminders), (EXPIRED, metrics.expiries)], ids=["reminder", "expiry"]
)
def test_what_the_complainant_owes_is_counted_by_its_clock(event: Event, counter: Counter) -> None:
    before = counter.labels("reply_by")._value.get()
    metrics.count([event])
    assert counter.labels("reply_by")._value.get() == before + 1


def test_what_improvement_actions_miss_counts_from_zero() -> None:
    counted = load_counted(REGENCY)
    metrics.initialise(counted.units, counted.clocks, counted.owed_by_complainant)
    (unit, clock) = (counted.units[0], next(iter(load(REGENCY, CountedFiles).improvements.clocks)))
    for counter in ("breaches", "breaches_withdrawn"):
        assert REGISTRY.get_sample_value(f"tanggap_{counter}_total", {"unit": unit, "clock": clock}) == 0


def test_trials_have_deadlines_like_any_other_and_are_not_counted() -> None:
    (ordinary, counted), (trial, uncounted) = (_left_alone(mode) for mode in (None, Mode.SANDBOX))
    assert ordinary == trial == ["deadline.breached.v2", "complaint.escalated.v2"]
    assert (counted, uncounted) == (1, 0)


def _left_alone(mode: Mode | None) -> tuple[list[str], float]:
    """The types of what is emitted once its first deadline has passed, and by how much the count of breaches grew."""
    agent = sla_agent(RULES)
    begun = agent(_incoming(ASSIGNMENTS, assigned(0, Rules(acknowledge=40), mode=mode)), Kept(None, lambda _: None))
    before = metrics.breaches.labels("unit-1", "acknowledge_by")._value.get()
    assert isinstance(begun.state, bytes)
    passed = agent(_incoming(DEADLINES_FIRED, fired(40)), Kept(begun.state, dict(begun.shared).get))
    kinds = [decode(record.value or b"").type for record in passed.outputs]
    return kinds, metrics.breaches.labels("unit-1", "acknowledge_by")._value.get() - before


def _incoming(topic: Topic, event: Event) -> Incoming:
    record = topic.record(event, 0)
    return Incoming(topic, 0, 0, record.key, record.value)
