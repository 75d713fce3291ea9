"""The SLA, too simple to be wrong: it goes minute by minute and counts.

It shares no code with the service. An event that happens in the minute of a deadline counts as done before it.
"""

from dataclasses import dataclass, field

from tests.unit.sla.watching import OFFICE, Rules, moment

HORIZON = 6 * 24 * 60
"""The minutes of a life: Wednesday to Monday, with a day off on Friday."""

WORKING = {
    "always": [True] * HORIZON,
    "office": [OFFICE.is_working(moment(minute)) for minute in range(HORIZON)],
}
ENDS_ACKNOWLEDGE = {
    "acknowledged",
    "started",
    "information_requested",
    "resolved",
    "rejected",
    "transferred",
    "withdrawn",
    "closed",
}
ENDS_RESPOND = ENDS_ACKNOWLEDGE - {"acknowledged"}
ENDS_RESOLVE = {"resolved", "rejected", "withdrawn", "closed"}
STOPS = {"transferred", "withdrawn", "closed"}


@dataclass(frozen=True)
class Happening:
    """An event of a life: an assignment (`kind` is "assigned") or a step."""

    minute: int
    kind: str
    assignment_number: int
    seq: int = 0


@dataclass
class ModelClock:
    """A clock that counts the working minutes it has seen; a paused one does not count, an ended one does so unseen."""

    name: str
    mark: str
    length: int
    ends: set[str]
    worked: int = 0
    state: str = "running"
    due: int | None = None
    warned: bool = False
    breached: bool = False
    late: bool = False

    @property
    def ended(self) -> bool:
        return self.state in ("met", "stopped")

    def take(self, kind: str) -> None:
        """One step."""
        if self.name == "resolve_by" and kind == "reopened":
            self.state = "running"
        elif not self.ended and kind in self.ends:
            self.state = "stopped" if kind in STOPS else "met"
            self.late = self.due is not None
        elif not self.ended and self.name == "resolve_by":
            self.state = {"information_requested": "paused", "information_provided": "running"}.get(kind, self.state)

    def is_overdue(self) -> bool:
        return self.worked >= self.length and not self.ended


@dataclass
class ModelLadder:
    """How long until the next level; None when there is none."""

    round: int
    wait: int | None
    level: int = 0
    repeat: int = 0


@dataclass
class Emissions:
    """What should be emitted, and when."""

    warnings: list[tuple[int, str]] = field(default_factory=list)
    breaches: list[tuple[int, str, int]] = field(default_factory=list)
    levels: list[tuple[int, int, int, int]] = field(default_factory=list)
    pictures: dict[int, dict[str, str]] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)


class NaiveClocks:
    """One complaint, followed from its filing in minute 0 to the horizon."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.emitted = rules, Emissions()
        self.working = WORKING[rules.calendar]
        self.statutory = ModelClock("resolve_by", "resolve_by", rules.resolve, ENDS_RESOLVE)
        self.stage: tuple[ModelClock, ...] = ()
        self.former: list[ModelClock] = []
        self.ladder: ModelLadder | None = None
        self.rounds = 0
        self.gone = False
        self.newly_owed = False

    def live(self, life: list[Happening]) -> Emissions:
        """Go through a life whose happenings lie in different minutes."""
        at = {happening.minute: happening for happening in life}
        for minute in range(HORIZON):
            if happening := at.get(minute):
                self._happen(happening)
            self._look(minute)
            if minute in at and self.stage:
                self._picture(minute)
            self._count(minute)
        return self.emitted

    def clocks(self) -> tuple[ModelClock, ...]:
        return (*self.stage, self.statutory) if self.stage else ()

    def _happen(self, happening: Happening) -> None:
        if happening.kind == "assigned":
            self.former += self.stage
            assignment_number, rules = happening.assignment_number, self.rules
            self.stage = (
                ModelClock(
                    "acknowledge_by", f"acknowledge_by:{assignment_number}", rules.acknowledge, ENDS_ACKNOWLEDGE
                ),
                ModelClock("respond_by", f"respond_by:{assignment_number}", rules.respond, ENDS_RESPOND),
            )
            if self.gone:
                for clock in self.stage:
                    clock.take("withdrawn")
            return
        self.gone = self.gone or happening.kind == "withdrawn"
        for clock in (*self.stage, self.statutory):
            clock.take(happening.kind)

    def _look(self, minute: int) -> None:
        self.newly_owed = False
        for clock in (*self.stage, self.statutory):
            if clock.worked >= clock.length and clock.due is None:
                clock.due = minute
        for clock in self.clocks():
            if (clock.is_overdue() or clock.late) and not clock.breached:
                clock.breached = True
                self.newly_owed = self.newly_owed or clock.is_overdue()
                self.emitted.breaches.append((minute, clock.mark, clock.due or 0))
            elif self._should_warn(clock):
                clock.warned = True
                self.emitted.warnings.append((minute, clock.mark))
        self._climb(minute)

    def _should_warn(self, clock: ModelClock) -> bool:
        share_has_passed = 4 * clock.worked >= 3 * clock.length
        return clock.state == "running" and share_has_passed and not (clock.warned or clock.breached)

    def _climb(self, minute: int) -> None:
        if not any(clock.is_overdue() for clock in self.clocks()):
            self.ladder = None
            return
        is_used_up = self.ladder is not None and self.ladder.wait is None
        if self.ladder is None or (is_used_up and self.newly_owed):
            self.ladder = ModelLadder(self.rounds + 1, self.rules.waits[0])
        ladder = self.ladder
        while ladder.wait is not None and ladder.wait <= 0 and self.statutory.state != "paused":
            self._rise(ladder)
            self.rounds = ladder.round
            self.emitted.levels.append((minute, ladder.round, ladder.level, ladder.repeat))

    def _rise(self, ladder: ModelLadder) -> None:
        top = len(self.rules.waits)
        if ladder.level < top:
            ladder.level += 1
        else:
            ladder.repeat += 1
        if ladder.level < top:
            ladder.wait = self.rules.waits[ladder.level]
        else:
            ladder.wait = self.rules.repeat_every if ladder.repeat < self.rules.repeat_times else None

    def _picture(self, minute: int) -> None:
        self.emitted.pictures[minute] = {clock.name: clock.state for clock in self.clocks()}
        if self.statutory.state == "paused":
            self.emitted.waiting[minute] = max(0, self.statutory.length - self.statutory.worked)

    def _count(self, minute: int) -> None:
        if not self.working[minute]:
            return
        for clock in (*self.stage, self.statutory):
            clock.worked += clock.state != "paused"
        if self.ladder and self.ladder.wait is not None and self.statutory.state != "paused":
            self.ladder.wait -= 1
