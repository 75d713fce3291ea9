"""The invented lives of complaints that previews tell of, step by step.

Everything is told by events, as in life, so a sample never knows more than notify can know. The city's deadlines are
replaced by days, counted on its office calendar.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.events import (
    ClocksSet,
    ComplaintAssigned,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintSentToTriage,
    ComplaintTransferred,
    DeadlineEvent,
    Event,
)
from contracts.values import (
    Actor,
    ActorKind,
    Clock,
    ClockOwner,
    ClockStatus,
    LadderStep,
    Method,
    OverdueClock,
    PolicySnapshot,
    Reason,
    RoutingInput,
)
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint, after

CHANNEL = "sp4n"
CALENDAR = "office"


@dataclass(frozen=True)
class ClockNames:
    """What the city calls its clocks, found by what they are for."""

    acknowledge: str
    respond: str
    resolve: str
    after_reopening: str
    contribute: str
    reply: str
    confirm: str

    @classmethod
    def of(cls, city: City) -> "ClockNames":
        """Those of a city; StopIteration when it lacks one."""

        def first(**wanted: str) -> str:
            defined = city.policies.clocks.items()
            fits = (name for name, clock in defined if all(getattr(clock, field) == wanted[field] for field in wanted))
            return next(fits)

        stages = [name for name, clock in city.policies.clocks.items() if clock.scope == "stage"]
        return cls(
            acknowledge=next(name for name in stages if "acknowledged" in city.policies.clocks[name].met_by),
            respond=next(name for name in stages if "acknowledged" not in city.policies.clocks[name].met_by),
            resolve=first(scope="statutory"),
            after_reopening=first(starts_with="reopened"),
            contribute=first(scope="contribution"),
            reply=first(starts_with="information_requested", owed_by="complainant"),
            confirm=first(starts_with="resolved"),
        )

    def days(self, clock: str) -> str:
        """How long it lasts in the invented lives."""
        lasting = {self.acknowledge: "P3D", self.respond: "P5D", self.contribute: "P5D", self.reply: "P10D"}
        return lasting.get(clock, "P14D")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 on the wall clock in Jakarta."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


def role_at(city: City, level: int) -> str:
    """Who hears of a level, by the city's first policy."""
    return next(step.role for step in city.policies.policies[0].ladder if step.level == level)


def running(name: str, started_at: datetime, due_at: datetime, is_breached: bool = False, **more: Any) -> Clock:
    """A clock that runs."""
    return Clock(
        name=name,
        status=ClockStatus.RUNNING,
        started_at=started_at,
        due_at=due_at,
        breached_at=due_at if is_breached else None,
        **more,
    )


def owed_by_complainant(name: str, started_at: datetime, due_at: datetime) -> Clock:
    """A clock of the complainant's."""
    return running(name, started_at, due_at, owed_by=ClockOwner.COMPLAINANT)


class Life:
    """A complaint from its filing on, told step by step; `complaint` is what notify knows of it."""

    def __init__(self, city: City, number: int, category: str, area: str, filed_at: datetime) -> None:
        self.city, self.names, self.id = city, ClockNames.of(city), f"c0ffee00-1111-4222-8333-{number:012x}"
        self.complaint, self._seq, self._assignments = Complaint(self.id), 0, 0
        self.given = RoutingInput(channel=CHANNEL, filed_at=filed_at, category=category, area=area)
        self.filed = self.take(ComplaintFiled, filed_at, ActorKind.CHANNEL, routing_input=self.given, language="id")

    def hear(self, event: Event) -> Event:
        """The complaint after this event."""
        self.complaint = after(self.complaint, event)
        return event

    def take(
        self, step: type[ComplaintEvent], when: datetime, by: ActorKind, reason: str | None = None, **fields: Any
    ) -> Event:
        """A step in its life."""
        self._seq += 1
        unit = self.complaint.unit if by in (ActorKind.OFFICER, ActorKind.LEADER, ActorKind.TRIAGE) else None
        return self.hear(
            step(
                **_about(self.id, step.kind(), when, self._seq),
                seq=self._seq,
                assignment_number=self._assignments,
                actor=Actor(kind=by, unit=unit),
                reason=reason,
                **fields,
            )
        )

    def assign(self, when: datetime, unit: str, **fields: Any) -> Event:
        """A unit becomes responsible."""
        self._assignments += 1
        method = Method.REOPENED if self.complaint.reopenings else Method.RULE
        return self.hear(ComplaintAssigned(**self._assignment(ComplaintAssigned, when, unit), **fields, method=method))

    def send_to_triage(self, when: datetime, reason: str) -> Event:
        """Nobody could be named."""
        self._assignments += 1
        values = self._assignment(ComplaintSentToTriage, when, "meja-triase") | {"reason": Reason(code=reason)}
        return self.hear(ComplaintSentToTriage(**values))

    def reopen(self, when: datetime, reason: str) -> Event:
        """The answer was not enough."""
        unit = self.complaint.unit
        return self.take(ComplaintReopened, when, ActorKind.COMPLAINANT, reason, routing_input=self.given, unit=unit)

    def transfer(self, when: datetime, reason: str, to_unit: str | None = None) -> Event:
        """Another unit is responsible."""
        fields = {"routing_input": self.given, "from_unit": self.complaint.unit, "to_unit": to_unit, "transfers": 1}
        return self.take(ComplaintTransferred, when, ActorKind.OFFICER, reason, **fields)

    def clocks(self, when: datetime, *clocks: Clock) -> None:
        """How its clocks stand."""
        self.hear(
            ClocksSet(
                **_about(self.id, "clocks.set", when, 0),
                unit=self.complaint.unit or "",
                assignment_number=self._assignments,
                clocks=clocks,
                policy="singkat",
                policy_version="2",
                calendar=CALENDAR,
                calendar_version="1",
            )
        )

    def escalate(self, when: datetime, level: int, *overdue: OverdueClock, **fields: Any) -> ComplaintEscalated:
        """A level of the ladder is reached."""
        worst = overdue[0]
        values = {
            **_about(self.id, "complaint.escalated", when, level),
            **_of_clock(self.complaint.unit or "", worst.clock, worst.due_at),
            "round": 1,
            "level": level,
            "role": role_at(self.city, level),
            "overdue": overdue,
        }
        event = ComplaintEscalated(**values | fields)
        self.hear(event)
        return event

    def deadline(self, kind: type[DeadlineEvent], when: datetime, clock: str, due_at: datetime, **fields: Any) -> Event:
        """Something happened to one deadline."""
        of_clock = _of_clock(self.complaint.unit or "", clock, due_at)
        return self.hear(kind(**_about(self.id, kind.kind(), when, 0), **of_clock, **fields))

    def _assignment(self, kind: type[Event], when: datetime, unit: str) -> dict[str, Any]:
        return {
            **_about(self.id, kind.kind(), when, self._assignments),
            "assignment_number": self._assignments,
            "unit": unit,
            "filed_at": self.given.filed_at,
            "category": self.given.category,
            "area": self.given.area,
            "channel": CHANNEL,
            "reason": Reason(code="rule"),
            "policy": _policy(self.city),
        }


def _about(complaint: str, kind: str, when: datetime, number: int) -> dict[str, Any]:
    return {"id": f"{complaint[-2:]}-{kind}-{number}", "subject": complaint, "occurred_at": when}


def _of_clock(unit: str, clock: str, due_at: datetime) -> dict[str, Any]:
    return {"unit": unit, "assignment_number": 1, "clock": clock, "due_at": due_at}


def _policy(city: City) -> PolicySnapshot:
    policy, names = city.policies.policies[0], ClockNames.of(city)
    return PolicySnapshot(
        name=policy.name,
        version=city.policies.version,
        calendar=CALENDAR,
        clocks=tuple(
            rule.model_copy(update={"within": names.days(rule.name)}) for rule in city.policies.clock_rules(policy)
        ),
        ladder=tuple(LadderStep(level=step.level, role=step.role, after=step.after) for step in policy.ladder),
        repeat_every="P1D",
        repeat_times=policy.repeat_times,
        reopen_within=policy.reopen_within,
        max_transfers=policy.max_transfers,
    )
