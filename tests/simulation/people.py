"""The people around a complaint and their habits: most are punctual, some slow, some silent for weeks or for ever.

Whatever happens to the complaint is noticed here, and leads to what somebody does later; many of these steps come too
late or were never possible, as it is with people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.events import (
    AssignmentEvent,
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintRejected,
    ComplaintResolved,
    ContributionRequested,
    EscalationAcknowledged,
    Event,
    InformationRequested,
    ReviewRequested,
)
from contracts.values import ActorKind
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, Principal, Role
from tests.simulation import impossible
from tests.simulation.city import DIVISIONS, officer_of
from tests.simulation.services import Life

PACES: Mapping[str, tuple[float, float, float]] = {
    "punctual": (0.70, 0.1, 1.6),
    "slow": (0.18, 2.0, 9.0),
    "silent": (0.09, 12.0, 35.0),
    "never": (0.03, 400.0, 500.0),
}
"""How fast units are: the share of units that are so, and from how many working days to how many each step takes."""

WORK: Mapping[State, Mapping[str, int]] = {
    State.FILED: {"transfer": 65, "reclassify": 15, "acknowledge": 8, "reject": 5, "report_progress": 2},
    State.ASSIGNED: {"acknowledge": 70, "start": 8, "reclassify": 3, "delegate": 4, "reject": 3, "resolve": 4},
    State.ACKNOWLEDGED: {"start": 40, "resolve": 25, "report_progress": 8, "delegate": 4, "request_contribution": 5},
    State.IN_PROGRESS: {"resolve": 50, "report_progress": 12, "request_contribution": 6, "delegate": 4, "reject": 3},
    State.NEEDS_INFORMATION: {"note": 20, "report_progress": 4, "resolve": 3, "reject": 3, "request_contribution": 2},
    State.REOPENED: {"note": 1},
}
"""What a unit does next, as it stands with the complaint."""

REASONS = {
    "transfer": ("not_responsible", "wrong_area"),
    "reclassify": ("wrong_category",),
    "reject": ("not_a_complaint", "already_handled", "not_verifiable", "no_reply"),
    "request_review": ("not_responsible",),
}


@dataclass(frozen=True)
class Character:
    """Habits that stay the same for a whole life."""

    asks: bool
    passes_on: bool
    promises: bool


class People:
    """Everybody who has to do with one complaint."""

    def __init__(self, life: Life) -> None:
        self._life, self._random, self._city = life, life.random, life.city
        self._turn = 0
        self._paces: dict[str, tuple[float, float]] = {}
        chance = life.random.random
        self._character = Character(asks=chance() < 0.15, passes_on=chance() < 0.12, promises=chance() < 0.5)
        life.notice = self.notice

    def begin(self, filed_at: datetime) -> None:
        """What the complainant has in mind from the beginning."""
        self._maybe(0.2, filed_at, 0.1, 25, lambda now: self._complainant("comment", now))
        self._maybe(0.04, filed_at, 0.5, 30, lambda now: self._complainant("withdraw", now))
        self._maybe(0.3, filed_at, 0, 20, lambda now: impossible.attempt(self._life, now))

    def notice(self, event: Event, now: datetime) -> None:
        """Something has happened that people see."""
        self._maybe(0.06, now, 0, 8, lambda at: impossible.attempt(self._life, at))
        for kind, react in self._reactions().items():
            if isinstance(event, kind):
                react(event, now)
        if isinstance(event, AssignmentEvent) or (isinstance(event, ComplaintEvent) and event.moves_clocks):
            self._unit_is_next(now)

    def _reactions(self) -> Mapping[type[Event], Callable[[Event, datetime], None]]:
        return {
            InformationRequested: self._asked,
            ComplaintResolved: self._answered,
            ComplaintRejected: self._rejected,
            ComplaintClosed: self._closed,
            ContributionRequested: self._contribution,
            ReviewRequested: self._review,
            ComplaintEscalated: self._escalated,
            EscalationAcknowledged: self._promised,
        }

    # --- the complainant

    def _asked(self, _event: Event, now: datetime) -> None:
        self._maybe(0.6, now, 0.1, 8, lambda at: self._complainant("reply", at))
        self._maybe(0.1, now, 10.5, 13, lambda at: self._complainant("reply", at))

    def _answered(self, _event: Event, now: datetime) -> None:
        self._maybe(0.3, now, 0.05, 8, lambda at: self._complainant("rate", at, stars=self._random.randint(1, 5)))
        self._maybe(0.25, now, 0.1, 9, lambda at: self._complainant("confirm", at))
        self._maybe(0.15, now, 0.2, 9, lambda at: self._complainant("reopen", at))

    def _rejected(self, _event: Event, now: datetime) -> None:
        self._maybe(0.15, now, 0.1, 15, lambda at: self._complainant("reopen", at))

    def _closed(self, event: Event, now: datetime) -> None:
        by_system = isinstance(event, ComplaintEvent) and event.actor.kind is ActorKind.SYSTEM
        self._maybe(0.1, now, 0.1, 20, lambda at: self._complainant("rate", at, stars=5))
        self._maybe(0.12 if by_system else 0.03, now, 0.1, 15, lambda at: self._complainant("reopen", at))

    def _complainant(self, action: str, now: datetime, **given: object) -> None:
        self._life.attempt(action, THE_COMPLAINANT, now, **given)

    # --- units

    def _unit_is_next(self, now: datetime) -> None:
        """The unit that has the complaint looks at it after its own time, counted from what happened last."""
        self._turn += 1
        turn, unit = self._turn, self._life.complaint.unit
        if unit is not None:
            shortest, longest = self._pace(unit)
            self._maybe(1, now, shortest, longest, lambda at: self._work(turn, at))

    def _work(self, turn: int, now: datetime) -> None:
        complaint = self._life.complaint
        if turn != self._turn or not complaint.is_open:
            return
        choices = self._choices(complaint)
        action = self._random.choices(list(choices), list(choices.values()))[0]
        result = self._life.attempt(action, self._worker(complaint, action), now, **self._given(action, complaint))
        if isinstance(result, Refusal) or not ACTIONS[action].event.moves_clocks:
            self._unit_is_next(now)

    def _choices(self, complaint: Complaint) -> Mapping[str, int]:
        choices = dict(WORK[complaint.state])
        if complaint.state in (State.ACKNOWLEDGED, State.IN_PROGRESS):
            choices["request_information"] = 120 if self._character.asks else 5
        if complaint.state in (State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS):
            choices["transfer"] = 90 if self._character.passes_on else 4
            if complaint.is_bound:
                choices["request_review"] = 10
            if self._character.passes_on:
                choices["reclassify"] = 12
        return choices

    def _worker(self, complaint: Complaint, action: str) -> Principal:
        unit = complaint.unit or self._city.triage
        if unit == self._city.triage:
            return Principal(Role.TRIAGE, officer_of(unit), unit)
        if complaint.delegated_to is not None and action in ("start", "resolve", "acknowledge", "report_progress"):
            unit = complaint.delegated_to
        role = Role.UNIT_HEAD if self._random.random() < 0.15 else Role.OFFICER
        return Principal(role, officer_of(unit), unit)

    def _given(self, action: str, complaint: Complaint) -> dict[str, object]:
        given: dict[str, object] = {"reason": self._random.choice(REASONS[action])} if action in REASONS else {}
        if action == "transfer":
            return given | {"to_unit": self._receiver(complaint)}
        if action == "request_contribution":
            return given | {"to_unit": self._random.choice(self._city.agencies)}
        if action == "reclassify":
            return given | {"category": self._random.choice(list(self._city.organisation.categories))}
        if action == "delegate":
            return given | self._delegate(complaint.unit or "")
        return given

    def _receiver(self, complaint: Complaint) -> str | None:
        """A unit that had it before as often as not: it must not come back there."""
        if complaint.unit != self._city.triage and self._random.random() < 0.25:
            return None
        if complaint.refused_by and self._random.random() < 0.5:
            return self._random.choice(complaint.refused_by)
        return self._random.choice(self._city.agencies)

    def _delegate(self, unit: str) -> dict[str, object]:
        if self._random.random() < 0.4 or unit not in self._city.agencies:
            return {"to_person": officer_of(unit)}
        below = f"{unit}-{self._random.choice(DIVISIONS)}"
        return {"to_unit": below, "to_person": officer_of(below) if self._random.random() < 0.5 else None}

    def _contribution(self, event: Event, now: datetime) -> None:
        assert isinstance(event, ContributionRequested)
        unit = event.unit
        officer = Principal(Role.OFFICER, officer_of(unit), unit)
        self._maybe(0.75, now, 0.2, 9, lambda at: self._life.attempt("contribute", officer, at))

    def _review(self, _event: Event, now: datetime) -> None:
        self._maybe(0.9, now, 0.2, 6, self._decide)

    def _decide(self, now: datetime) -> None:
        triage = Principal(Role.TRIAGE, officer_of(self._city.triage), self._city.triage)
        if self._random.random() < 0.6:
            self._life.attempt("uphold", triage, now)
        else:
            to_unit = self._random.choice(self._city.agencies)
            self._life.attempt("transfer", triage, now, reason="triage_decision", to_unit=to_unit)

    # --- leaders

    def _escalated(self, event: Event, now: datetime) -> None:
        assert isinstance(event, ComplaintEscalated)
        if self._character.promises:
            self._maybe(0.35, now, 0.05, 2, self._promise)
        self._maybe(0.01, now, 0.1, 1, self._change_policy)
        self._maybe(0.03, now, 0.1, 1, self._hand_down)
        if event.level > 2:
            self._maybe(0.35, now, 0.1, 2, self._resolve)

    def _promise(self, now: datetime) -> None:
        until = now + timedelta(hours=self._random.randrange(20, 16 * 24))
        self._life.attempt("acknowledge_escalation", self._leader, now, promised_until=until)

    def _promised(self, event: Event, now: datetime) -> None:
        """Most promises are kept, some are moved, the others are broken."""
        assert isinstance(event, EscalationAcknowledged)
        until, chance = event.promised_until, self._random.random()
        before = until - (until - now) * self._random.uniform(0.05, 0.6)
        if chance < 0.5:
            self._later(before, self._resolve)
        elif chance < 0.75:
            given = {"promised_until": until + timedelta(days=self._random.randint(1, 5)), "reason": "more_time_needed"}
            self._later(before, lambda at: self._life.attempt("acknowledge_escalation", self._leader, at, **given))

    def _resolve(self, now: datetime) -> None:
        complaint = self._life.complaint
        self._life.attempt("resolve", Principal(Role.UNIT_HEAD, "kepala", complaint.unit), now)

    def _change_policy(self, now: datetime) -> None:
        policy = self._random.choice(list(self._city.organisation.policy_names))
        self._life.attempt("change_policy", self._leader, now, reason="law_changed", policy=policy)

    def _hand_down(self, now: datetime) -> None:
        self._life.attempt("delegate", self._leader, now, **self._delegate(self._life.complaint.unit or ""))

    @property
    def _leader(self) -> Principal:
        return Principal(Role.LEADER, "kepala-daerah", self._city.top)

    # --- time

    def _pace(self, unit: str) -> tuple[float, float]:
        if unit not in self._paces:
            kind = self._random.choices(list(PACES), [share for share, _, _ in PACES.values()])[0]
            self._paces[unit] = PACES[kind][1:]
        return self._paces[unit]

    def _maybe(
        self, share: float, now: datetime, shortest: float, longest: float, happen: Callable[[datetime], object]
    ) -> None:
        """With this chance, after so many working days; people are at work, the complainant has time in the evening."""
        if self._random.random() >= share:
            return
        days = self._random.uniform(shortest, longest)
        if days > 300:
            return
        length = timedelta(milliseconds=int(days * 27_000_000))
        evening = timedelta(hours=self._random.randrange(12)) if self._random.random() < 0.2 else timedelta(0)
        self._later(self._city.working_time.add(now, length) + evening, happen)

    def _later(self, at: datetime, happen: Callable[[datetime], object]) -> None:
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        if at <= self._life.ends_at:
            self._life.enter(at, happen)
