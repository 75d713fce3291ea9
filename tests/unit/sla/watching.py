"""Feeds events and timers of one complaint to the domain of sla, as the log would, and keeps what it emits.

Time is counted in whole minutes since `BEGINNING`, a Wednesday morning in Jakarta before a day off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from city.calendars import CalendarConfig, WorkingCalendar
from contracts import events
from contracts.events import ComplaintAssigned, ComplaintEscalated, ComplaintEvent, DeadlineFired, Event
from contracts.ids import event_id
from contracts.values import (
    SURVEY_ELEMENTS,
    Actor,
    ActorKind,
    Clock,
    ClockRule,
    LadderStep,
    Method,
    PolicySnapshot,
    Reason,
    RoutingInput,
)
from services.sla import state
from services.sla.domain.decide import OUTCOMES, Calendars, Verdict, decide
from services.sla.domain.decide import Rules as DomainRules
from services.sla.domain.state import ClockState
from tests.builders import policy, whole_life
from tests.unit.city.calendar_examples import OFFICE_WEEK
from tests.unit.city.calendar_model import Model

BEGINNING = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
OFFICE = Model("Asia/Jakarta", OFFICE_WEEK, off=(date(2026, 7, 3),))
ALWAYS = CalendarConfig(name="always", around_the_clock=True, working_day="PT24H")
CALENDARS = {"always": WorkingCalendar(ALWAYS), "office": WorkingCalendar(OFFICE.config())}
RULES = DomainRules(Calendars(CALENDARS, "always"))

COMPLAINT = "tgp-1"
EVENT_OF = {model.step(): model for model in events.COMPLAINT_EVENTS}
SOMEBODY = Actor(kind=ActorKind.OFFICER, id="o-1")
ROUTING_INPUT = RoutingInput(channel="app", filed_at=BEGINNING)
EXTRA: dict[type[Event], dict[str, object]] = {
    events.ComplaintTransferred: {"routing_input": ROUTING_INPUT, "from_unit": "dinas-a", "transfers": 1},
    events.ComplaintReopened: {"routing_input": ROUTING_INPUT, "unit": "dinas-a"},
    events.ComplaintReclassified: {"routing_input": ROUTING_INPUT, "unit": "dinas-a"},
    events.PolicyChanged: {"routing_input": ROUTING_INPUT, "unit": "dinas-a", "policy": "rules"},
    events.ComplaintDelegated: {"unit": "dinas-a"},
    events.DecisionUpheld: {"unit": "dinas-a"},
    events.ComplaintRated: {"stars": 1},
    events.ComplaintSurveyed: {
        "unit": "dinas-a",
        "scores": dict.fromkeys(SURVEY_ELEMENTS, 3),
        "answered_via": "page",
    },
}


def moment(minute: float) -> datetime:
    """The instant of that minute."""
    return BEGINNING + timedelta(minutes=minute)


def minute_of(instant: datetime) -> float:
    """The minute of that instant."""
    return (instant - BEGINNING) / timedelta(minutes=1)


@dataclass(frozen=True)
class Rules:
    """A policy in minutes. The ladder waits `waits[0]` after the breach for level 1, and so on.

    With a time to `reply` it knows the whole life of a complaint; without, it is like those of version 0.2.
    """

    acknowledge: int = 40
    respond: int = 80
    resolve: int = 200
    waits: tuple[int, ...] = (0, 20, 40)
    repeat_every: int = 30
    repeat_times: int = 2
    calendar: str = "always"
    reply: int = 0
    confirm: int = 100
    reopened: int = 100
    contribute: int = 60
    max_pauses: int | None = 2
    max_pause: int | None = None

    def snapshot(self) -> PolicySnapshot:
        """The same as events carry it."""
        ladder = [
            LadderStep(level=level, role=role(level), after=_minutes(sum(self.waits[:level])))
            for level in range(1, len(self.waits) + 1)
        ]
        more: dict[str, Any] = {"clocks": self._whole_life()} if self.reply else {}
        return policy(
            _minutes(self.acknowledge),
            _minutes(self.respond),
            _minutes(self.resolve),
            name="rules",
            calendar=self.calendar,
            ladder=ladder,
            repeat_every=_minutes(self.repeat_every),
            repeat_times=self.repeat_times,
            **more,
        )

    def _whole_life(self) -> tuple[ClockRule, ...]:
        return whole_life(
            _minutes(self.acknowledge),
            _minutes(self.respond),
            _minutes(self.resolve),
            reopened=_minutes(self.reopened),
            contribute=_minutes(self.contribute),
            reply=_minutes(self.reply),
            confirm=_minutes(self.confirm),
            max_pauses=self.max_pauses,
            max_pause=None if self.max_pause is None else _minutes(self.max_pause),
        )


def role(level: int) -> str:
    """Who hears of a level."""
    return f"leader_{level}"


def assigned(
    minute: float, rules: Rules = Rules(), assignment_number: int = 1, filed: float = 0, **more: Any
) -> ComplaintAssigned:
    """An assignment to the unit `unit-<assignment_number>`."""
    found = ComplaintAssigned(
        id=event_id(COMPLAINT, "assigned", assignment_number),
        subject=COMPLAINT,
        occurred_at=moment(minute),
        assignment_number=assignment_number,
        unit=f"unit-{assignment_number}",
        filed_at=moment(filed),
        reason=Reason(code="rule_matched"),
        policy=rules.snapshot(),
        method=Method.RULE,
    )
    return found.model_copy(update=more)


def step(kind: str, minute: float, seq: int = 2, assignment_number: int = 1, **more: Any) -> ComplaintEvent:
    """An event of the intake API; `kind` is the name of a step."""
    model = EVENT_OF[kind]
    event = model.model_validate(
        {
            "id": event_id(COMPLAINT, kind, seq),
            "subject": COMPLAINT,
            "occurred_at": moment(minute),
            "seq": seq,
            "assignment_number": assignment_number,
            "actor": SOMEBODY,
            **EXTRA.get(model, {}),
            **more,
        }
    )
    assert isinstance(event, ComplaintEvent)
    return event


def fired(minute: float, due: float | None = None) -> DeadlineFired:
    """A timer that went off at `minute`."""
    due = minute if due is None else due
    number = round(due * 60_000)
    return DeadlineFired(
        id=event_id(COMPLAINT, DeadlineFired.type, number),
        subject=COMPLAINT,
        occurred_at=moment(minute),
        due_at=moment(due),
    )


@dataclass
class Complaint:
    """One complaint as sla watches it. `shared` is what its states in the table refer to."""

    verdict: Verdict = field(default_factory=lambda: Verdict("nothing_known", None))
    state: ClockState | None = None
    log: list[Event] = field(default_factory=list)
    emitted: list[Event] = field(default_factory=list)
    shared: dict[bytes, bytes] = field(default_factory=dict)

    def feed(self, event: Event) -> Verdict:
        """Let the domain decide one event, and keep what follows."""
        verdict = decide(self.state, event, RULES)
        assert verdict.outcome in OUTCOMES
        if verdict.writes:
            self.state, self.verdict = verdict.state, verdict
        self.log.append(event)
        self.emitted.extend(verdict.events)
        return verdict

    def live(self, events: Iterable[Event], until: float) -> "Complaint":
        """Feed events, each at its own time, with every timer that goes off meanwhile."""
        for event in events:
            self.let_pass(minute_of(event.occurred_at), inclusive=False)
            self.feed(event)
        return self.let_pass(until)

    def let_pass(self, until: float, inclusive: bool = True) -> "Complaint":
        """Fire each timer exactly when it is due, up to `until`."""
        while (due := self.next_minute()) is not None and (due < until or (inclusive and due == until)):
            self.feed(fired(due))
            following = self.next_minute()
            assert following is None or following > due, "a timer must ask for a later one, or for none"
        return self

    def next_minute(self) -> float | None:
        """When the next timer goes off."""
        due = self.verdict.next_at if self.state else None
        return minute_of(due) if due else None

    def kept(self) -> bytes:
        """The state as the table keeps it."""
        assert self.state is not None
        value, shared = state.dump(self.state, self.verdict.next_at)
        self.shared.update(shared)
        return value

    def through_the_table(self) -> None:
        """Keep the state as bytes and read it back."""
        if self.state is not None:
            self.state = state.load(COMPLAINT, self.kept(), self.shared.get)

    def clocks(self) -> tuple[Clock, ...]:
        """All clocks as they stand."""
        assert self.state is not None and self.state.history.latest is not None
        return tuple(clock.published(self.state.history.latest) for clock in self.verdict.clocks)

    def clock(self, name: str, unit: str | None = None) -> Clock:
        """A clock as it stands; `unit` is the one that contributes."""
        return next(clock for clock in self.clocks() if (clock.name, clock.unit) == (name, unit))

    def breached(self) -> frozenset[str]:
        """The marks of the breaches that stand."""
        assert self.state is not None
        return self.state.emitted.noticed.breached

    def of(self, kind: type[Event]) -> list[Event]:
        """What was emitted of one type."""
        return [event for event in self.emitted if isinstance(event, kind)]

    def levels(self) -> list[tuple[float, int, int, int]]:
        """(minute, round, level, repeat) of each escalation."""
        return levels(self.emitted)


def levels(emitted: Sequence[Event]) -> list[tuple[float, int, int, int]]:
    """(minute, round, level, repeat) of each escalation among these."""
    return [
        (minute_of(event.occurred_at), event.round, event.level, event.repeat)
        for event in emitted
        if isinstance(event, ComplaintEscalated)
    ]


def _minutes(count: int) -> str:
    return f"PT{count}M"
