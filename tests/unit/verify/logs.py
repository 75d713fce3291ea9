"""A small log made by hand: one complaint that was filed at 0 s, assigned at 1 s and touched by nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from contracts import events
from contracts.events import Event
from contracts.values import (
    Actor,
    ActorKind,
    ClockScope,
    LadderStep,
    Method,
    OverdueClock,
    Reason,
    RoutingInput,
    SkipReason,
)
from deploy.local.mails import Mail
from tests.builders import policy
from verify import Answer, City, ClientRecord, Entry, Evidence, Filing, Report, check

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
TOPIC_OF = {
    "complaint.assigned": "assignments",
    "complaint.sent_to_triage": "assignments",
    "notification": "notifications",
}
BETWEEN_COLLEAGUES = ("complaint.review_requested", "complaint.decision_upheld", "complaint.noted")

POLICY = policy(
    "PT10S",
    "PT30S",
    "PT60S",
    ladder=(LadderStep(level=1, role="unit_head", after="PT0S"), LadderStep(level=2, role="mayor", after="PT5S")),
    repeat_every="PT20S",
)
CITY = City(
    messages=(("complaint.escalated", "{role}"),),
    parents={"roads": "city", "water": "city", "triage": "city", "city": None},
    holders={("city", "unit_head"): "head@city.example", ("city", "mayor"): "mayor@city.example"},
    catch_all="all@city.example",
    calendars_around_the_clock=frozenset({"always"}),
    triage_unit="triage",
)


def at(seconds: float) -> datetime:
    """So many seconds after the filing."""
    return START + timedelta(seconds=seconds)


def step(kind: type[events.ComplaintEvent], seq: int, seconds: float, assignment_number: int = 1, **more: Any) -> Event:
    """An event of the intake API."""
    actor = Actor(kind=ActorKind.OFFICER, id="officer-roads", unit="roads")
    return kind(
        id=f"{kind.kind()}-{seq}",
        subject="c1",
        occurred_at=at(seconds),
        seq=seq,
        assignment_number=assignment_number,
        actor=actor,
        **more,
    )


def filed() -> Event:
    return step(events.ComplaintFiled, 1, 0, 0, routing_input=routing_input())


def routing_input() -> RoutingInput:
    return RoutingInput(channel="demo", filed_at=START)


def assigned(seconds: float = 1, assignment_number: int = 1, cause: str = "complaint.filed-1", **more: Any) -> Event:
    values: dict[str, Any] = {"id": f"assigned-{assignment_number}", "unit": "roads"} | more
    return events.ComplaintAssigned(
        subject="c1",
        occurred_at=at(seconds),
        cause=cause,
        assignment_number=assignment_number,
        filed_at=START,
        reason=Reason(code="by_rule"),
        policy=POLICY,
        method=Method.RULE,
        **values,
    )


def breached(clock: Any, due: float, seconds: float | None = None, **more: Any) -> Event:
    values: dict[str, Any] = {"id": f"breach-{clock}-{due}", "assignment_number": 1, "unit": "roads"} | more
    emitted = at(due + 0.1 if seconds is None else seconds)
    return events.DeadlineBreached(subject="c1", occurred_at=emitted, clock=clock, due_at=at(due), **values)


OVERDUE_SINCE = {"resolve_by": 60, "acknowledge_by": 11, "respond_by": 31}
"""When each deadline of the small log passes, the worst first."""


def overdue(**since: float) -> tuple[OverdueClock, ...]:
    return tuple(OverdueClock(clock=clock, due_at=at(due)) for clock, due in since.items())


def escalated(level: int, seconds: float, repeat: int = 0, turn: int = 1, **more: Any) -> Event:
    """A level of the stage's ladder, or from the second round on of the statutory one."""
    waits = None if repeat else 20 if level == 2 else 5
    ladder, clock = (ClockScope.STAGE, "acknowledge_by") if turn == 1 else (ClockScope.STATUTORY, "resolve_by")
    values: dict[str, Any] = {
        "id": f"level-{turn}-{level}-{repeat}",
        "role": ["unit_head", "mayor"][level - 1],
        "ladder": ladder,
        "clock": clock,
        "due_at": at(OVERDUE_SINCE[clock]),
        "overdue": overdue(**{clock: since for clock, since in OVERDUE_SINCE.items() if since <= seconds}),
        "next_at": None if waits is None else at(seconds + waits),
        "unit": "roads",
        "assignment_number": 1,
    }
    return events.ComplaintEscalated(
        subject="c1", occurred_at=at(seconds), round=turn, level=level, repeat=repeat, **values | more
    )


def delivered(cause: Event, number: int = 1) -> Event:
    return events.NotificationDelivered(
        id=f"delivered-{cause.id}-{number}",
        subject="c1",
        occurred_at=cause.occurred_at + timedelta(seconds=1),
        cause=cause.id,
        delivery_id=f"d-{cause.id}-{number}",
        recipient="somebody",
        transport="email",
        template="escalated",
        attempts=1,
        status="250",
    )


def skipped(cause: Event, role: str = "mayor", reason: SkipReason = SkipReason.ALREADY_NOTIFIED) -> Event:
    return events.NotificationSkipped(
        id=f"skipped-{cause.id}",
        subject="c1",
        occurred_at=cause.occurred_at,
        cause=cause.id,
        delivery_id=f"d-{cause.id}-skipped",
        recipient="somebody",
        transport="email",
        template="escalated",
        wanted_role=role,
        reason=reason,
    )


def mail_of(delivery: Event, to: str, receptions: int = 1, text: str = "late") -> Mail:
    assert isinstance(delivery, events.NotificationDelivered)
    when, name = delivery.occurred_at, f"<{delivery.delivery_id}@tanggap.example>"
    return Mail(name, when, (to,), "Eskalasi", text, receptions, Path("none"))


FILING = Filing("hole", {"text": "a hole"}, 201, at(0.1), "c1", "CODE")
LEVELS = (
    escalated(1, 11.1),
    escalated(2, 16.2),
    escalated(2, 36.3, repeat=1),
    escalated(1, 60.1, turn=2),
    escalated(2, 65.2, turn=2),
    escalated(2, 85.3, repeat=1, turn=2),
)
BREACHES = (breached("acknowledge_by", 11), breached("respond_by", 31), breached("resolve_by", 60))
ADDRESSES = ("head@city.example", "mayor@city.example", "mayor@city.example") * 2
MAILS = tuple(mail_of(delivered(each), to) for each, to in zip(LEVELS, ADDRESSES, strict=True))


@dataclass(frozen=True)
class Log:
    """What the ledger is given. Unchanged it has no fault.

    A record is written when its event occurred, unless `written_at` says otherwise for its id.
    """

    events: tuple[Event, ...] = (filed(), assigned(), *BREACHES, *LEVELS, *map(delivered, LEVELS))
    mails: tuple[Mail, ...] | None = MAILS
    client: ClientRecord | None = field(default_factory=lambda: ClientRecord(filings=[FILING]))
    answers: Mapping[str, Answer] | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    planted: tuple[str, ...] = ()
    read_at: datetime = START + timedelta(hours=1)
    written_at: Mapping[str, datetime] = field(default_factory=dict)

    def without(self, *ids: str) -> "Log":
        """The same without these events."""
        return replace(self, events=tuple(each for each in self.events if each.id not in ids))

    def plus(self, *more: Event) -> "Log":
        """The same with these events at the end."""
        return replace(self, events=(*self.events, *more))

    def instead(self, old: str, new: Event) -> "Log":
        """The same with `new` in the place of the event `old`."""
        return replace(self, events=tuple(new if each.id == old else each for each in self.events))

    def entries(self) -> tuple[Entry, ...]:
        """The records of these events."""
        return tuple(
            Entry(_topic(event), 0, number, self._written_at(event), event, event.model_dump_json().encode())
            for number, event in enumerate(self.events)
        )

    def report(self, city: City = CITY) -> Report:
        """What the ledger says of it."""
        entries = self.entries()
        answers = {"c1": Answer(200, self._body())} if self.answers is None else self.answers
        evidence = Evidence(self.read_at, entries, answers, self.mails, self.texts)
        return check(self.client, evidence, city, planted=self.planted)

    def kinds(self) -> set[str]:
        """The kinds of its findings."""
        return {finding.kind for finding in self.report().findings}

    def _written_at(self, event: Event) -> datetime:
        return self.written_at.get(event.id, event.occurred_at)

    def _body(self) -> dict[str, Any]:
        unique = {event.id: event for event in self.events}.values()
        return {"text": "a hole", "timeline": [{"type": event.kind()} for event in unique if is_public(event)]}


def is_public(event: Event) -> bool:
    """Whether the complainant may read of it in the timeline."""
    if isinstance(event, events.AssignmentEvent) and events.is_history(event):
        return False
    return event.kind() not in BETWEEN_COLLEAGUES and getattr(event, "clock", "") != "contribute_by"


def _topic(event: Event) -> str:
    kind = event.kind()
    if kind.startswith("notification"):
        return "notifications"
    if kind.startswith("deadline") or kind == "complaint.escalated":
        return "deadlines"
    return TOPIC_OF.get(kind, "complaints")
