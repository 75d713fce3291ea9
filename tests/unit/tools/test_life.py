"""The hops of a complaint: each event once, with what it waited for."""

from datetime import timedelta

from chassis.keyed_records import Found
from contracts.codec import encode
from contracts.events import ComplaintAcknowledged, ComplaintEvent, ComplaintMerged, DeadlineBreached, Event
from contracts.values import Actor, ActorKind
from tests.unit.complaints.examples import NOON
from tools.tanggap.life import life_of
from tools.tanggap.trace import in_seconds

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def written(event: Event, at_s: float, offset: int = 0) -> Found:
    topic = "complaints" if isinstance(event, ComplaintEvent) else "deadlines"
    return Found(topic, 3, offset, NOON + timedelta(seconds=at_s), encode(event, "trial"))


STEP = ComplaintAcknowledged(
    id="e-1", subject="c", occurred_at=NOON, trace=TRACE, seq=2, assignment_number=1,
    actor=Actor(kind=ActorKind.OFFICER, id="ani", unit="pu"),
)  # fmt: skip
BREACH = DeadlineBreached(
    id="e-2", subject="c", occurred_at=NOON + timedelta(seconds=2), cause="e-1", unit="pu", assignment_number=1,
    clock="respond_by", due_at=NOON + timedelta(seconds=2),
)  # fmt: skip


def test_a_hop_says_what_lay_between_happening_and_writing_and_between_cause_and_effect() -> None:
    first, second = life_of([written(STEP, 0.25), written(BREACH, 3.5)]).hops
    assert (first.step, first.to_topic_s, first.after_cause_s, first.trace_id) == (
        "complaint.acknowledged", 0.25, None, TRACE.split("-")[1]
    )  # fmt: skip
    assert (second.step, second.to_topic_s, second.after_cause_s) == ("deadline.breached", 1.5, 3.25)
    assert "respond_by of pu" in second.about


def test_who_acted_is_not_named() -> None:
    (hop,) = life_of([written(STEP, 0)]).hops
    assert hop.about == "by officer"


def test_a_complaint_that_goes_the_way_of_another_says_which() -> None:
    merged = ComplaintMerged(
        id="e-3", subject="c", occurred_at=NOON, seq=3, assignment_number=1, actor=STEP.actor, into="the-other"
    )
    (hop,) = life_of([written(merged, 0)]).hops
    assert hop.about == "by officer, goes the way of the-other: trace that one too"


def test_what_was_written_twice_is_one_hop() -> None:
    (hop,) = life_of([written(STEP, 0), written(STEP, 1, 1)]).hops
    assert (hop.repeats, hop.to_topic_s) == (1, 0)


def test_what_cannot_be_read_is_counted() -> None:
    life = life_of([Found("complaints", 0, 0, NOON, b"{}"), written(STEP, 0)])
    assert (len(life.hops), life.unreadable) == (1, 1)


def test_delays_are_written_as_people_read_them() -> None:
    assert [in_seconds(each) for each in (None, -0.002, 1.5, 61, 7325)] == [
        "-", "0.000 s", "1.500 s", "1 min 1 s", "2 h 2 min"
    ]  # fmt: skip
