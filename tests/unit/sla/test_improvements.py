"""Improvement actions have the clocks and ladders of complaints, on a topic of their own."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from chassis.records import Incoming
from chassis.streams import Kept
from contracts import improvement_events as improvements
from contracts.codec import decode
from contracts.events import DeadlineBreached, DeadlineFired, Event
from contracts.ids import event_id
from contracts.improvement_events import ImprovementAssigned, ImprovementEscalated, ImprovementEvent
from contracts.records import Record
from contracts.topics import DEADLINES_FIRED, IMPROVEMENT_DEADLINES, IMPROVEMENTS, Topic
from contracts.values import Actor, ActorKind, ClockRule, ClockScope, LadderStep, Reason
from services.sla.agents import sla_agent
from tests import builders
from tests.unit.sla.watching import RULES

ACTION = "action-1"
AT = datetime(2026, 7, 1, 3, tzinfo=UTC)
FINISH = ClockRule(
    name="finish_by",
    within="PT60M",
    scope=ClockScope.STAGE,
    starts_with="assigned",
    met_by=("done",),
    ended_by=("dropped",),
    warn_share=0.5,
)
LADDER = (LadderStep(level=1, role="unit_head", after="PT0S"), LadderStep(level=2, role="mayor", after="PT30M"))
POLICY = builders.policy(clocks=(FINISH,), ladder=LADDER)


class Log:
    """The agent with the state of one action, as its partition keeps it."""

    def __init__(self) -> None:
        self._decide = sla_agent(RULES)
        self._value: bytes | None = None
        self._shared: dict[bytes, bytes] = {}
        self.records: list[Record] = []

    def hear(self, event: Event, topic: Topic = IMPROVEMENTS) -> str:
        record = topic.record(event)
        decision = self._decide(
            Incoming(topic, 0, 0, record.key, record.value), Kept(self._value, lambda key: self._shared.get(key))
        )
        if isinstance(decision.state, bytes):
            self._value = decision.state
        self._shared.update(dict(decision.shared))
        self.records += decision.outputs
        return decision.outcome

    def pass_until(self, minutes: Iterable[int]) -> None:
        for minute in minutes:
            at = AT + timedelta(minutes=minute)
            fired = DeadlineFired(id=event_id(ACTION, "fired", minute), subject=ACTION, occurred_at=at, due_at=at)
            self.hear(fired, DEADLINES_FIRED)

    @property
    def events(self) -> list[Event]:
        return [decode(record.value or b"") for record in self.records]


def assigned(number: int = 1, minute: int = 0) -> ImprovementAssigned:
    return ImprovementAssigned(
        id=event_id(ACTION, "assigned", number),
        subject=ACTION,
        occurred_at=AT + timedelta(minutes=minute),
        assignment_number=number,
        unit="dinas-a",
        filed_at=AT,
        reason=Reason(code="agreed"),
        policy=POLICY,
    )


def step(kind: type[ImprovementEvent], seq: int, minute: int, number: int = 1, **more: object) -> ImprovementEvent:
    return kind(
        id=event_id(ACTION, kind.type, seq),
        subject=ACTION,
        occurred_at=AT + timedelta(minutes=minute),
        seq=seq,
        assignment_number=number,
        actor=Actor(kind=ActorKind.UNIT_HEAD),
        **more,
    )


def test_what_is_not_done_by_its_date_is_warned_of_breached_and_escalated_on_the_topic_of_improvements() -> None:
    log = Log()
    log.hear(assigned())
    log.pass_until([30, 60, 90])
    assert {record.topic for record in log.records} == {IMPROVEMENT_DEADLINES.name}
    assert [event.kind() for event in log.events] == [
        "clocks.set",
        "deadline.approaching",
        "deadline.breached",
        "improvement.escalated",
        "improvement.escalated",
    ]
    assert [event.role for event in log.events if isinstance(event, ImprovementEscalated)] == ["unit_head", "mayor"]


def test_what_is_done_in_time_is_not_escalated() -> None:
    log = Log()
    log.hear(assigned())
    log.hear(step(improvements.ImprovementDone, 2, 59))
    log.pass_until([60, 90])
    assert {event.kind() for event in log.events} == {"clocks.set"}


def test_a_moved_date_is_another_assignment_whose_clock_runs_from_then() -> None:
    log = Log()
    log.hear(assigned())
    log.hear(step(improvements.ImprovementPostponed, 2, 50, due_at=AT + timedelta(minutes=110), moves=1))
    log.hear(assigned(2, 50))
    log.pass_until([60, 109])
    assert not [event for event in log.events if isinstance(event, DeadlineBreached)]
    log.pass_until([110])
    assert [event.assignment_number for event in log.events if isinstance(event, DeadlineBreached)] == [2]


def test_its_effect_and_its_complaints_move_no_clock() -> None:
    log = Log()
    log.hear(assigned())
    assert log.hear(step(improvements.ImprovementLinked, 2, 5, complaint="c-1")) == "not_for_sla"
    judged = step(improvements.EffectJudged, 3, 6, months=3, verdict="improved", measure="late_share")
    assert log.hear(judged) == "not_for_sla"
