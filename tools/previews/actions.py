"""What people hear of findings and improvement actions, told by events and planned by the rules of the city."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from contracts.events import ClocksSet, DeadlineApproaching, Event
from contracts.improvement_events import (
    EffectJudged,
    FindingOpened,
    ImprovementAgreed,
    ImprovementAssigned,
    ImprovementDeclined,
    ImprovementDone,
    ImprovementDropped,
    ImprovementEscalated,
    ImprovementEvent,
    ImprovementPostponed,
    ImprovementProposed,
)
from contracts.values import (
    About,
    Actor,
    ActorKind,
    Clock,
    ClockRule,
    ClockScope,
    ClockStatus,
    EffectVerdict,
    Interval,
    LadderStep,
    OverdueClock,
    PolicySnapshot,
    Reason,
    Target,
)
from services.notify.domain.city import City
from services.notify.domain.finding import Finding
from services.notify.domain.improvement import Improvement, after
from services.notify.domain.plan import at_once, plan
from services.notify.domain.subjects import Subject
from services.notify.messages import Row
from tools.previews.lives import CALENDAR, at, role_at
from tools.previews.sample import LEADER, Sample

DUE, PASSED = at(18, 16, month=12), at(20, 16)
"""When an action is to be done: some weeks ahead, or a few days ago."""


class Action:
    """An improvement action of the Public Works Agency, proposed by the triage desk."""

    def __init__(self, city: City, number: int, due_at: datetime = DUE) -> None:
        self.city, self.id, self._seq = city, f"0badc0de-1111-4222-8333-0000000{number:05d}", 0
        self.improvement = Improvement(self.id)
        # The city lists the deadline of the decision first, and that of the action last.
        self.decide, *_, self.finish = city.improvements.clocks
        self.take(
            ImprovementProposed,
            at(16, 9),
            action="repair",
            unit="dinas-pu",
            about=About(category="jalan-rusak", area="99.71.02"),
            target=Target(measure="late_share", start=0.45, goal=0.2),
            starts_at=at(17, 8),
            due_at=due_at,
        )

    def hear(self, event: Event) -> Event:
        """Let it happen."""
        self.improvement = after(self.improvement, event)
        return event

    def take(self, kind: type[ImprovementEvent], when: datetime, reason: str | None = None, **more: Any) -> Event:
        """A step in its life."""
        self._seq += 1
        actor = Actor(kind=ActorKind.TRIAGE, id="someone", unit="meja-triase")
        given = {"seq": self._seq, "assignment_number": self.improvement.assignment_number, "actor": actor}
        return self.hear(kind(**self._about(kind.kind(), when), **given, reason=reason, **more))

    def assign(self, when: datetime, reason: str) -> Event:
        """Somebody has to decide it, or to do it."""
        return self.hear(
            ImprovementAssigned(
                **self._about(f"assigned-{reason}", when),
                assignment_number=self.improvement.assignment_number + 1,
                unit="dinas-pu",
                filed_at=at(16, 9),
                reason=Reason(code=reason),
                policy=_policy(self.city, self.decide if reason == "proposed" else self.finish),
            )
        )

    def clocks(self, when: datetime, clock: str, due_at: datetime) -> None:
        """Its clock, as `sla` sets it."""
        running = Clock(name=clock, status=ClockStatus.RUNNING, started_at=when, due_at=due_at)
        number = self.improvement.assignment_number
        self.hear(
            ClocksSet(
                **self._about("clocks", when),
                unit="dinas-pu",
                assignment_number=number,
                clocks=(running,),
                policy="improvement",
                policy_version="1",
                calendar=CALENDAR,
                calendar_version="1",
            )
        )

    def approach(self, when: datetime, clock: str, due_at: datetime) -> Event:
        """A warning."""
        return DeadlineApproaching(**self._about("approaching", when), **self._of_clock(clock, due_at))

    def escalate(self, when: datetime, clock: str, due_at: datetime, **more: Any) -> Event:
        """A level of its ladder."""
        overdue = (OverdueClock(clock=clock, due_at=due_at),)
        given = (
            {"round": 1, "level": 1, "role": role_at(self.city, 2), "overdue": overdue}
            | self._of_clock(clock, due_at)
            | more
        )
        return ImprovementEscalated(**self._about("escalated", when), **given)

    def row(self, event: Event, recipient: int = 0) -> Row:
        """What one of those who hear of this event is sent."""
        return row_of(self.city, event, self.improvement, recipient)

    def _about(self, name: str, when: datetime) -> dict[str, Any]:
        return {"id": f"{self.id[-2:]}-{name}", "subject": self.id, "occurred_at": when}

    def _of_clock(self, clock: str, due_at: datetime) -> dict[str, Any]:
        number = self.improvement.assignment_number
        return {"unit": "dinas-pu", "assignment_number": number, "clock": clock, "due_at": due_at}


def row_of(city: City, event: Event, subject: Subject, recipient: int = 0) -> Row:
    """The delivery to one of those who hear of this event, as a message of its own."""
    return Row(at_once(plan(event, subject, city, event.occurred_at).deliveries[recipient], event.occurred_at), subject)


def proposed(city: City, number: int, due_at: datetime = DUE) -> tuple[Action, Event]:
    """A proposal that is to be decided within a few days."""
    action = Action(city, number, due_at)
    event = action.assign(at(23, 9), "proposed")
    action.clocks(at(23, 9), action.decide, at(30, 16))
    return action, event


def agreed(city: City, number: int, due_at: datetime = DUE) -> tuple[Action, Event]:
    """The same, agreed to."""
    action, _ = proposed(city, number, due_at)
    action.take(ImprovementAgreed, at(23, 15))
    event = action.assign(at(23, 15), "agreed")
    action.clocks(at(23, 15), action.finish, due_at)
    return action, event


def finding(city: City, number: int, **more: Any) -> Row:
    """A pattern that has become unusual."""
    given: dict[str, Any] = {
        "id": f"finding-{number}",
        "subject": f"f1d1d000-1111-4222-8333-0000000{number:05d}",
        "occurred_at": at(24, 7),
        "episode": 1,
        "pattern": "surge",
        "about": About(category="jalan-rusak", area="99.71.02"),
        "since": at(2, 9).date(),
        "observed": 31.0,
        "expected": 12.4,
        "complaints": 31,
    }
    event = FindingOpened(**given | more)
    return row_of(city, event, Finding(event.subject))


def about_improvements(city: City) -> Iterator[Sample]:
    """Each message, in the variants that read differently."""
    yield _sample("finding", finding(city, 1))
    share = {"pattern": "late", "observed": 0.45, "expected": 0.2, "about": About(unit="dinas-pu", word="aspal")}
    yield _sample("finding_of_a_share", finding(city, 2, **share))
    action, event = proposed(city, 3)
    yield _sample("improvement_proposed", action.row(event))
    yield _sample("decision_approaching", action.row(action.approach(at(24, 13), action.decide, at(30, 16))))
    late = action.escalate(at(24, 13), action.decide, at(24, 10), next_at=at(25, 14))
    yield _sample("decision_late", action.row(late))
    yield _sample("improvement_declined", action.row(action.take(ImprovementDeclined, at(24, 10), "other_expertise")))
    action, event = agreed(city, 4)
    yield _sample("improvement_agreed", action.row(event))
    yield _sample("improvement_approaching", action.row(action.approach(at(24, 13), action.finish, DUE)))
    passed, _ = agreed(city, 6, PASSED)
    late = passed.escalate(at(24, 13), passed.finish, PASSED, level=2, next_at=at(25, 14))
    yield _sample("improvement_escalated", passed.row(late))
    action.take(ImprovementPostponed, at(24, 9), "waits_for_others", due_at=at(22, 16, month=12), moves=1)
    yield _sample("improvement_postponed", action.row(action.assign(at(24, 9), "postponed")))
    yield _sample("improvement_dropped", action.row(action.take(ImprovementDropped, at(24, 10), "solved_otherwise")))
    yield from _after_it_was_done(city)


def _after_it_was_done(city: City) -> Iterator[Sample]:
    action, _ = agreed(city, 5)
    yield _sample("improvement_done", action.row(action.take(ImprovementDone, at(24, 10))))
    numbers = {
        EffectVerdict.IMPROVED: (0.45, 0.22, 0.44, Interval(estimate=-0.22, low=-0.31, high=-0.12)),
        EffectVerdict.NO_EFFECT_SEEN: (0.45, 0.4, 0.44, Interval(estimate=-0.04, low=-0.14, high=0.06)),
        EffectVerdict.WORSENED: (0.45, 0.61, 0.44, Interval(estimate=0.17, low=0.05, high=0.29)),
        EffectVerdict.TOO_FEW: (None, None, None, None),
    }
    for verdict, (before, later, expected, change) in numbers.items():
        event = action.take(
            EffectJudged, at(24, 8), months=3, verdict=verdict, measure="late_share", before=before, after=later,
            expected=expected, change=change, scale="difference" if change else None,
        )  # fmt: skip
        yield _sample(f"effect_{verdict.value}", action.row(event, 1))


def _sample(name: str, row: Row) -> Sample:
    return Sample(name, LEADER, (row,))


def _policy(city: City, clock: str) -> PolicySnapshot:
    rule = ClockRule(name=clock, within="P5D", scope=ClockScope.STAGE, starts_with="assigned", met_by=("done",))
    return PolicySnapshot(
        name="improvement",
        version="1",
        calendar=CALENDAR,
        clocks=(rule,),
        ladder=(LadderStep(level=1, role=role_at(city, 2), after="PT0S"),),
        repeat_every="P1D",
        repeat_times=1,
        reopen_within="P14D",
        max_transfers=0,
    )
