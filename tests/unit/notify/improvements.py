"""Findings and improvement actions of the small city, and the events about them."""

from datetime import date, timedelta
from typing import Any, TypeVar

from contracts.events import ClocksSet, DeadlineApproaching
from contracts.improvement_events import (
    EffectJudged,
    FindingClosed,
    FindingOpened,
    ImprovementAssigned,
    ImprovementEscalated,
    ImprovementEvent,
    ImprovementProposed,
)
from contracts.values import About, Actor, ActorKind, Clock, ClockStatus, OverdueClock, Reason, Target
from services.notify.domain.improvement import Improvement, after
from tests.unit.notify.examples import NOW, POLICY

ACTION = "0badc0de-1111-4222-8333-0123456789ab"
FINDING = "f1d1d000-1111-4222-8333-0123456789ab"
PROPOSER = Actor(kind=ActorKind.BUREAU, id="b-1", unit="triage")
Step = TypeVar("Step", bound=ImprovementEvent)


def step(kind: type[Step], seq: int, **more: Any) -> Step:
    """A step after the first assignment."""
    given = {
        "id": f"{kind.kind()}-{seq}",
        "subject": ACTION,
        "occurred_at": NOW,
        "seq": seq,
        "assignment_number": 1,
        "actor": PROPOSER,
    }
    return kind(**given | more)


def proposed(**more: Any) -> ImprovementProposed:
    given: dict[str, Any] = {
        "assignment_number": 0,
        "action": "repair",
        "unit": "roads",
        "about": About(category="potholes", area="99.71.01"),
        "target": Target(measure="late_share", start=0.45, goal=0.2),
        "starts_at": NOW + timedelta(days=7),
        "due_at": NOW + timedelta(days=28),
    }
    return step(ImprovementProposed, 1, **given | more)


def assigned(reason: str = "proposed", number: int = 1, **more: Any) -> ImprovementAssigned:
    given: dict[str, Any] = {
        "id": f"action-assigned-{number}",
        "subject": ACTION,
        "occurred_at": NOW,
        "assignment_number": number,
        "unit": "roads",
        "filed_at": NOW,
        "reason": Reason(code=reason),
        "policy": POLICY,
    }
    return ImprovementAssigned(**given | more)


def approaching(number: int = 1, **more: Any) -> DeadlineApproaching:
    return DeadlineApproaching(**_of_clock("action-approaching", number) | more)


def escalated(number: int = 1, role: str = "unit_head", **more: Any) -> ImprovementEscalated:
    given = _of_clock("action-escalated", number) | {"round": number, "level": 1, "role": role}
    given["overdue"] = (OverdueClock(clock="decide_by", due_at=NOW),)
    return ImprovementEscalated(**given | more)


def clocks_set(number: int = 1, *clocks: Clock, **more: Any) -> ClocksSet:
    given: dict[str, Any] = {
        "id": f"action-clocks-{number}",
        "subject": ACTION,
        "occurred_at": NOW + timedelta(minutes=number),
        "unit": "roads",
        "assignment_number": number,
        "clocks": clocks or (running("decide_by"),),
        "policy": "improvement",
        "policy_version": "1",
        "calendar": "always",
        "calendar_version": "1",
    }
    return ClocksSet(**given | more)


def running(name: str, due_in: timedelta = timedelta(days=3)) -> Clock:
    return Clock(name=name, status=ClockStatus.RUNNING, started_at=NOW, due_at=NOW + due_in)


def judged(verdict: str = "no_effect_seen", seq: int = 9, **more: Any) -> EffectJudged:
    return step(EffectJudged, seq, **{"months": 3, "verdict": verdict, "measure": "late_share"} | more)


def opened(number: int = 0, **more: Any) -> FindingOpened:
    subject = f"{FINDING[:-4]}{number:04d}"
    given: dict[str, Any] = {
        "id": f"opened-{subject}",
        "subject": subject,
        "occurred_at": NOW,
        "episode": 1,
        "pattern": "surge",
        "about": About(category="potholes", area="99.71.01"),
        "since": date(2026, 1, 5),
        "observed": 31.0,
        "expected": 12.0,
        "complaints": 31,
    }
    return FindingOpened(**given | more)


def closed(finding: FindingOpened, **more: Any) -> FindingClosed:
    given = {"id": "closed", "subject": finding.subject, "occurred_at": NOW + timedelta(minutes=5), "episode": 1}
    return FindingClosed(**given | {"reason": "quiet"} | more)


def known(*events: Any) -> Improvement:
    """An improvement action after these events."""
    improvement = Improvement(ACTION)
    for event in events:
        improvement = after(improvement, event)
    return improvement


def _of_clock(name: str, number: int) -> dict[str, Any]:
    return {
        "id": f"{name}-{number}",
        "subject": ACTION,
        "occurred_at": NOW,
        "unit": "roads",
        "assignment_number": number,
        "clock": "decide_by",
        "due_at": NOW + timedelta(days=1),
    }
