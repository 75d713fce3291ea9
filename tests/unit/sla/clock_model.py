"""The SLA, too simple to be wrong: it goes minute by minute and counts.

It shares no code with the service. An event that happens in the minute of a deadline counts as done before it. All
policies of a life count on the same calendar.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.unit.sla.watching import OFFICE, Rules, moment

HORIZON = 6 * 24 * 60
"""The minutes of a life: Wednesday to Monday, with a day off on Friday."""

WORKING = {
    "always": [True] * HORIZON,
    "office": [OFFICE.is_working(moment(minute)) for minute in range(HORIZON)],
}
ANSWERS = {"resolved", "rejected"}
OVER = {"withdrawn", "closed"}
LEAVES = {"transferred", *OVER}


@dataclass(frozen=True)
class Happening:
    """An event of a life: an assignment (`kind` is "assigned") or a step.

    `policy` is the place of an assignment's rules among those of the life, `unit` the one that contributes, `until` the
    minute that a leader promises.
    """

    minute: int
    kind: str
    assignment_number: int
    seq: int = 0
    policy: int = 0
    continues: bool = False
    sets_statutory: bool = False
    unit: str | None = None
    until: int = 0


@dataclass(frozen=True)
class Spec:
    """How a clock behaves."""

    name: str
    length: int
    met: set[str]
    stopped: set[str]
    paused: set[str] = field(default_factory=set)
    resumed: set[str] = field(default_factory=set)
    revived: set[str] = field(default_factory=set)
    max_pauses: float = float("inf")
    max_pause: float = float("inf")
    tenths: tuple[int, ...] = ()
    is_the_complainants: bool = False


def stage_specs(rules: Rules) -> list[Spec]:
    """The clocks that begin with an assignment."""
    question = {"information_requested"}
    acknowledged = {"acknowledged", "started", *ANSWERS, *question, "information_provided"}
    if not rules.reply:
        return [
            Spec("acknowledge_by", rules.acknowledge, acknowledged, LEAVES),
            Spec("respond_by", rules.respond, {"started", *ANSWERS, *question}, LEAVES),
        ]
    pauses = _pauses(rules)
    responses = {"started", "progress_reported", *ANSWERS}
    return [
        Spec("acknowledge_by", rules.acknowledge, acknowledged | {"progress_reported"}, LEAVES),
        Spec("respond_by", rules.respond, responses, LEAVES, question, {"information_provided"}, **pauses),
    ]


def statutory_spec(rules: Rules) -> Spec:
    """The clock that the law sets."""
    question, resumed = {"information_requested"}, {"information_provided", "transferred"}
    if rules.reply:
        return Spec("resolve_by", rules.resolve, ANSWERS, OVER, question, resumed, **_pauses(rules))
    return Spec("resolve_by", rules.resolve, ANSWERS, OVER, question, resumed, revived={"reopened"})


def step_spec(kind: str, rules: Rules) -> Spec | None:
    """The clock that begins with this step."""
    if not rules.reply:
        return None
    if kind == "reopened":
        question, resumed = {"information_requested"}, {"information_provided", "transferred"}
        return Spec("reopened_by", rules.reopened, ANSWERS, OVER, question, resumed, **_pauses(rules))
    if kind == "information_requested":
        ends = {*ANSWERS, *LEAVES}
        met = {"information_provided"}
        return Spec("reply_by", rules.reply, met, ends, tenths=(5, 9), is_the_complainants=True)
    if kind == "resolved":
        ends = {"reopened", "rejected", "withdrawn"}
        return Spec("confirm_by", rules.confirm, {"closed"}, ends, is_the_complainants=True)
    if kind == "contribution_requested":
        return Spec("contribute_by", rules.contribute, {"contribution_given"}, {*ANSWERS, *OVER})
    return None


def _pauses(rules: Rules) -> dict[str, Any]:
    limits = {"max_pauses": rules.max_pauses, "max_pause": rules.max_pause}
    return {name: limit for name, limit in limits.items() if limit is not None}


@dataclass
class ModelClock:
    """A clock that counts the working minutes it has seen; a paused one does not count, an ended one does so unseen."""

    spec: Spec
    mark: str
    ladder: str
    unit: str | None = None
    worked: int = 0
    waited: int = 0
    pauses: int = 0
    state: str = "running"
    due: int | None = None
    late: bool = False
    reminded: int = 0

    @property
    def ended(self) -> bool:
        return self.state in ("met", "stopped")

    def take(self, kind: str) -> None:
        """One step."""
        spec = self.spec
        if self.ended:
            if kind in spec.revived:
                self.state, self.late = "running", False
        elif kind in spec.met or kind in spec.stopped:
            self.end("met" if kind in spec.met else "stopped")
        elif kind in spec.paused and self.state == "running":
            if self.pauses < spec.max_pauses and self.waited < spec.max_pause:
                self.state, self.pauses = "paused", self.pauses + 1
        elif kind in spec.resumed and self.state == "paused":
            self.state = "running"

    def end(self, state: str) -> None:
        """It has fulfilled its purpose, or has none any more."""
        self.state, self.late = state, self.due is not None

    def look(self, minute: int) -> None:
        """What has come with this minute."""
        if self.worked >= self.spec.length and self.due is None:
            self.due = minute

    def wake(self) -> None:
        """Run again when it has waited for as long as it may."""
        if self.state == "paused" and self.waited >= self.spec.max_pause:
            self.state = "running"

    def count(self) -> None:
        """A working minute passes."""
        self.waited += self.state == "paused"
        self.worked += self.state != "paused"

    def is_overdue(self) -> bool:
        return self.worked >= self.spec.length and not self.ended

    def is_breached(self) -> bool:
        return not self.spec.is_the_complainants and (self.is_overdue() or self.late)


@dataclass
class ModelLadder:
    """How long until the next level; None when there is none. `promised` is a minute before which none comes."""

    round: int
    wait: int | None
    begun: int
    level: int = 0
    repeat: int = 0
    promised: int | None = None

    def is_due(self, minute: int) -> bool:
        if self.promised is not None:
            return minute >= self.promised
        return self.wait is not None and self.wait <= 0


@dataclass
class Emissions:
    """What should be emitted, and when."""

    warnings: list[tuple[int, str]] = field(default_factory=list)
    breaches: list[tuple[int, str, int]] = field(default_factory=list)
    withdrawn: list[tuple[int, str]] = field(default_factory=list)
    reminders: list[tuple[int, str, float]] = field(default_factory=list)
    expiries: list[tuple[int, str]] = field(default_factory=list)
    levels: list[tuple[int, int, int, int]] = field(default_factory=list)
    pictures: dict[int, dict[tuple[str, str | None], str]] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)


class NaiveClocks:
    """One complaint, followed from its filing in minute 0 to the horizon."""

    def __init__(self, *policies: Rules) -> None:
        self.policies, self.emitted = policies, Emissions()
        self.working = WORKING[policies[0].calendar]
        self.in_force: dict[int, Rules] = {}
        self.begun, self.begun_rules = 0, policies[0]
        self.statutory: ModelClock | None = None
        self.stage: list[ModelClock] = []
        self.stepped: dict[tuple[str, str | None], ModelClock] = {}
        self.taken: list[Happening] = []
        self.ladders: dict[str, ModelLadder] = {}
        self.rounds = 0
        self.warned: set[str] = set()
        self.breached: set[str] = set()
        self.newly: list[ModelClock] = []

    def live(self, life: list[Happening]) -> Emissions:
        """Go through a life whose happenings lie in different minutes."""
        at = {happening.minute: happening for happening in life}
        for minute in range(HORIZON):
            for clock in self.clocks():
                clock.wake()
            if happening := at.get(minute):
                self._happen(happening)
            self._look(minute)
            if minute in at and self.statutory:
                self._picture(minute)
            self._count(minute)
        return self.emitted

    def clocks(self) -> list[ModelClock]:
        statutory = [self.statutory] if self.statutory else []
        return [*self.stage, *statutory, *self.stepped.values()]

    def _happen(self, happening: Happening) -> None:
        if happening.kind == "assigned":
            self._assign(happening)
            return
        self.taken.append(happening)
        started = self._started(happening)
        for clock in self.clocks():
            if clock is not started and (clock.unit is None or happening.unit in (None, clock.unit)):
                clock.take(happening.kind)

    def _assign(self, happening: Happening) -> None:
        rules = self.policies[happening.policy]
        self.in_force[happening.assignment_number] = rules
        had_ended = self.statutory is not None and self.statutory.state in ("met", "stopped")
        if self.statutory is None or (happening.sets_statutory and not had_ended):
            self.statutory = self._replayed(statutory_spec(rules), happening.minute)
        if happening.continues:
            return
        self.begun, self.begun_rules = happening.assignment_number, rules
        self.stage = [ModelClock(spec, f"{spec.name}:{self.begun}", "stage") for spec in stage_specs(rules)]
        for each in self.taken:
            if each.kind == "withdrawn":
                for clock in self.stage:
                    clock.take(each.kind)

    def _replayed(self, spec: Spec, until: int) -> ModelClock:
        """The statutory clock as it would stand had it followed these rules from the filing."""
        clock, steps = ModelClock(spec, spec.name, "statutory"), {each.minute: each for each in self.taken}
        for minute in range(until):
            clock.wake()
            if each := steps.get(minute):
                clock.take(each.kind)
            clock.look(minute)
            if self.working[minute]:
                clock.count()
        clock.wake()
        return clock

    def _started(self, happening: Happening) -> ModelClock | None:
        """The clock that begins with this step; one of the same name ends."""
        rules = self.in_force.get(happening.assignment_number)
        spec = step_spec(happening.kind, rules) if rules else None
        if spec is None:
            return None
        key = spec.name, happening.unit
        if (former := self.stepped.get(key)) and not former.ended:
            former.end("stopped")
            self._judge(former, happening.minute)
        ladder = f"contribution:{happening.unit}" if happening.unit else "stage"
        self.stepped[key] = ModelClock(spec, f"{spec.name}:s{happening.seq}", ladder, happening.unit)
        return self.stepped[key]

    def _look(self, minute: int) -> None:
        self.newly = []
        for clock in self.clocks():
            clock.look(minute)
            self._judge(clock, minute)
        self._promise(minute)
        self._climb(minute)

    def _judge(self, clock: ModelClock, minute: int) -> None:
        if clock.spec.is_the_complainants:
            self._judge_the_complainant(clock, minute)
        elif clock.is_breached():
            if clock.mark not in self.breached:
                self.breached.add(clock.mark)
                self.newly.append(clock)
                self.emitted.breaches.append((minute, clock.mark, clock.due or 0))
        elif clock.mark in self.breached:
            self.breached.remove(clock.mark)
            self.emitted.withdrawn.append((minute, clock.mark))
        elif clock.state == "running" and 4 * clock.worked >= 3 * clock.spec.length and clock.mark not in self.warned:
            self.warned.add(clock.mark)
            self.emitted.warnings.append((minute, clock.mark))

    def _judge_the_complainant(self, clock: ModelClock, minute: int) -> None:
        if clock.ended or clock.mark in self.breached:
            return
        if clock.is_overdue():
            self.breached.add(clock.mark)
            self.emitted.expiries.append((minute, clock.mark))
            return
        passed = [tenth for tenth in clock.spec.tenths if 10 * clock.worked >= tenth * clock.spec.length]
        if passed and passed[-1] > clock.reminded:
            clock.reminded = passed[-1]
            self.emitted.reminders.append((minute, clock.mark, passed[-1] / 10))

    def _promise(self, minute: int) -> None:
        if self.taken and self.taken[-1].minute == minute and self.taken[-1].kind == "escalation_acknowledged":
            for ladder in self.ladders.values():
                if ladder.level:
                    ladder.promised = self.taken[-1].until

    def _owed(self) -> list[ModelClock]:
        """Overdue clocks of units, the worst first."""
        rank = {"statutory": 0, "stage": 1}
        overdue = [clock for clock in self.clocks() if clock.is_overdue() and not clock.spec.is_the_complainants]
        return sorted(overdue, key=lambda clock: (rank.get(clock.ladder, 2), clock.due))

    def _climb(self, minute: int) -> None:
        owed, before = self._owed(), self.ladders
        self.ladders = {}
        for name in dict.fromkeys(clock.ladder for clock in owed):
            begun = self.begun if name == "stage" else 0
            newly = any(clock.ladder == name and clock.is_overdue() for clock in self.newly)
            ladder = before.get(name)
            if ladder is not None and ladder.begun != begun:
                ladder = None
            is_used_up = ladder is not None and ladder.wait is None and ladder.promised is None
            if ladder is None or (is_used_up and newly):
                self.rounds += 1
                ladder = ModelLadder(self.rounds, self.begun_rules.waits[0], begun)
            self.ladders[name] = ladder
            while ladder.is_due(minute) and not self._waits(name):
                self._rise(ladder)
                self.emitted.levels.append((minute, ladder.round, ladder.level, ladder.repeat))

    def _waits(self, name: str) -> bool:
        return all(clock.state == "paused" for clock in self._owed() if clock.ladder == name)

    def _rise(self, ladder: ModelLadder) -> None:
        rules = self.begun_rules
        top = len(rules.waits)
        ladder.promised = None
        if ladder.level < top:
            ladder.level, ladder.repeat = ladder.level + 1, 0
        else:
            ladder.repeat += 1
        if ladder.level < top:
            ladder.wait = rules.waits[ladder.level]
        else:
            ladder.wait = rules.repeat_every if ladder.repeat < rules.repeat_times else None

    def _picture(self, minute: int) -> None:
        self.emitted.pictures[minute] = {(clock.spec.name, clock.unit): clock.state for clock in self.clocks()}
        if self.statutory and self.statutory.state == "paused":
            self.emitted.waiting[minute] = max(0, self.statutory.spec.length - self.statutory.worked)

    def _count(self, minute: int) -> None:
        if not self.working[minute]:
            return
        for name, ladder in self.ladders.items():
            if ladder.wait is not None and ladder.promised is None and not self._waits(name):
                ladder.wait -= 1
        for clock in self.clocks():
            clock.count()
