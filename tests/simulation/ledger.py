"""What must hold of every life, worked out from what was said alone. `mismatches` names what does not.

It sees events, the order in which sla had them, and who is named to move next.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintClosed,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintReclassified,
    ComplaintReopened,
    ComplaintTransferred,
    DeadlineBreached,
    DeadlineBreachWithdrawn,
    DeadlineEvent,
    DeadlineExpired,
    DeadlineReminder,
    EscalationAcknowledged,
    Event,
    InformationRequested,
)
from contracts.values import ActorKind, ClockScope, LadderStep, Post
from services.complaints.domain.next_move import Mover, next_move
from tests.simulation.clocks import Clock, Clocks
from tests.simulation.services import Decided, Life

Kind = TypeVar("Kind", bound=Event)

ON_THE_WAY = timedelta(days=3)
"""Events are on their way for hours, and one waits for the other."""
OVER = ("rejected", "withdrawn", "closed")


def mismatches(life: Life, now: datetime) -> list[str]:
    """What does not hold of a life, each with what was expected. `now` is the end of the year."""
    account = Account.of(life, now)
    found = [*life.mismatches, *life.replay(), *_events(life, account)]
    if not account.assignments:
        return [*found, "it was never assigned"]
    for check in (_deadlines, _statutory, _complainants_time, _heard_of, _ladders, _closings, _transfers, _end):
        found += check(life, account)
    return found


@dataclass
class Account:
    """The events of a life by kind, each once, and the clocks as they should be."""

    now: datetime
    events: dict[str, Event] = field(default_factory=dict)
    steps: list[ComplaintEvent] = field(default_factory=list)
    assignments: list[AssignmentEvent] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)

    @classmethod
    def of(cls, life: Life, now: datetime) -> "Account":
        """The account of a life up to the last moment that any service has seen."""
        account = cls(max([now, *(each.event.occurred_at for each in life.log)]))
        for published in life.log:
            account.events.setdefault(published.event.id, published.event)
        account.steps = sorted(account.only(ComplaintEvent), key=lambda step: step.seq)
        account.assignments = sorted(account.only(AssignmentEvent), key=lambda each: each.assignment_number)
        if account.assignments:
            account.clocks = Clocks(account.steps, account.assignments, account.now, life.city.working_time).all
        return account

    def breaches(self) -> "Breaches":
        """An account of breaches, empty."""
        moved = any(assignment.sets_statutory for assignment in self.assignments)
        statutory = {clock.rule.name for clock in self.clocks if clock.rule.scope is ClockScope.STATUTORY}
        return Breaches(frozenset(statutory if moved else ()))

    def only(self, kind: type[Kind]) -> list[Kind]:
        """The events of a kind, in the order in which they were published."""
        return [event for event in self.events.values() if isinstance(event, kind)]


def _events(life: Life, account: Account) -> Iterator[str]:
    """Each id means one thing, whoever says it again; steps are counted without gaps."""
    bodies: dict[str, bytes] = {}
    for published in life.log:
        if bodies.setdefault(published.event.id, published.body) != published.body:
            yield f"{published.event.type} {published.event.id} was said twice in other words"
    if [step.seq for step in account.steps] != list(range(1, len(account.steps) + 1)):
        yield f"steps are not counted without gaps: {[step.seq for step in account.steps]}"
    if [each.assignment_number for each in account.assignments] != list(range(1, len(account.assignments) + 1)):
        yield "assignments are not counted without gaps"


class Breaches:
    """The breaches that stand, by clock and deadline; by the clock alone where a leader has moved it by law."""

    def __init__(self, moved: frozenset[str]) -> None:
        self._moved = moved
        self._standing: Counter[tuple[str, datetime | None]] = Counter()

    def key(self, clock: str, due_at: datetime | None) -> tuple[str, datetime | None]:
        """What a breach is known by."""
        return clock, None if clock in self._moved else due_at

    def take(self, event: Event) -> None:
        """One more, or one less: a withdrawal may name the deadline as it is since then, so the latest goes."""
        if isinstance(event, DeadlineBreached):
            self._standing[self.key(event.clock, event.due_at)] += 1
        elif isinstance(event, DeadlineBreachWithdrawn):
            known = [key for key in +self._standing if key[0] == event.clock]
            self._standing[known[-1] if known else self.key(event.clock, event.due_at)] -= 1

    def stands(self, clock: str, due_at: datetime) -> bool:
        """Whether there is one."""
        return self._standing[self.key(clock, due_at)] > 0

    def all(self) -> Counter[tuple[str, datetime | None]]:
        """All of them."""
        return self._standing


def _deadlines(_life: Life, account: Account) -> Iterator[str]:
    """No breach before its time, and each deadline that passed unmet has exactly one that was not withdrawn."""
    breaches = account.breaches()
    for event in account.only(DeadlineEvent):
        breaches.take(event)
        if isinstance(event, DeadlineBreached) and event.occurred_at < event.due_at:
            yield f"{event.clock} was breached at {event.occurred_at}, before it was due at {event.due_at}"
    standing = breaches.all()
    expected = Counter(
        breaches.key(clock.rule.name, clock.due_at)
        for clock in account.clocks
        if not clock.is_the_complainants and clock.is_late(account.now)
    )
    for name, due_at in (standing - expected).elements():
        yield f"{name} has a breach for {due_at}, which is not one"
    for name, due_at in (expected - standing).elements():
        yield f"{name} was due at {due_at} and not met, and has no breach"


def _statutory(_life: Life, account: Account) -> Iterator[str]:
    """The law's deadline follows from the filing, the first policy and its pauses, and from nothing else."""
    expected = {clock.rule.name: clock for clock in account.clocks if clock.rule.scope is ClockScope.STATUTORY}
    published = account.only(ClocksSet)
    if not published:
        yield "its clocks were never published"
        return
    last = max(published, key=lambda event: (event.assignment_number, event.occurred_at))
    found = {clock.name: clock for clock in last.clocks if clock.name in expected}
    for name, clock in expected.items():
        if name not in found or found[name].due_at != clock.due_at:
            yield f"{name} is due at {clock.due_at}, not at {found[name].due_at if name in found else None}"
    first_question = min(
        (step.occurred_at for step in account.steps if isinstance(step, InformationRequested)), default=None
    )
    changed = any(assignment.sets_statutory for assignment in account.assignments)
    dues = {
        (clock.name, clock.due_at)
        for event in published
        if (first_question is None or event.occurred_at < first_question) and not changed
        for clock in event.clocks
        if clock.name in expected
    }
    if len(dues) > len(expected):
        yield f"a statutory deadline has moved although nothing was asked: {sorted(dues, key=str)}"


def _complainants_time(_life: Life, account: Account) -> Iterator[str]:
    """Nobody waits for the complainant for longer than the policy says; nobody is told that too early, or twice."""
    expired = Counter(event.started_seq for event in account.only(DeadlineExpired))
    for clock in account.clocks:
        if not clock.is_the_complainants or clock.due_at is None:
            continue
        until = clock.ended_at or account.now
        if until > clock.due_at + ON_THE_WAY:
            yield f"{clock.rule.name} was over at {clock.due_at}, and the complaint waited until {until}"
        times = expired.pop(clock.started_seq, 0)
        if times > 1 or (until > clock.due_at + ON_THE_WAY and not times):
            yield f"{clock.rule.name} of step {clock.started_seq} has expired {times} times"
    for seq in expired:
        yield f"something has expired that step {seq} did not start"
    for event in account.only(DeadlineExpired):
        if event.occurred_at < event.due_at:
            yield f"{event.clock} has expired at {event.occurred_at}, before {event.due_at}"
    reminded = Counter((event.clock, event.due_at, event.share) for event in account.only(DeadlineReminder))
    yield from (
        f"the complainant was reminded {times} times of {what}" for what, times in reminded.items() if times > 1
    )


def _heard_of(_life: Life, account: Account) -> Iterator[str]:
    """Somebody has heard of what stayed overdue; promises and questions may put that off."""
    if any(isinstance(step, EscalationAcknowledged | InformationRequested) for step in account.steps):
        return
    heard = {owed.clock for event in account.only(ComplaintEscalated) for owed in event.overdue}
    for clock in account.clocks:
        until = clock.ended_at or account.now
        is_owed = clock.rule.escalates and not clock.is_the_complainants
        if is_owed and clock.due_at is not None and until > clock.due_at + ON_THE_WAY and clock.rule.name not in heard:
            yield f"{clock.rule.name} is overdue since {clock.due_at}, and nobody has heard of it"


LadderName = tuple[str, object]


@dataclass
class Ladder:
    """What was heard of a ladder so far, which posts its round has named, and until when a promise holds it."""

    last: ComplaintEscalated
    told: tuple[Post, ...]
    held_until: datetime | None = None


@dataclass
class Hearing:
    """What sla has said until now, and what it knew."""

    breaches: Breaches
    ladders: dict[LadderName, Ladder] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


def _ladders(life: Life, account: Account) -> Iterator[str]:
    """Levels come in order, one at a time, for what is owed; a promise holds them, and silence after it raises them."""
    hearing, triples = Hearing(account.breaches()), Counter[tuple[int, int, int]]()
    first = {event.id: event for event in account.events.values()}
    for decided in life.decided:
        if isinstance(decided.event, ComplaintEvent):
            hearing.seen.add(decided.event.seq)
        if isinstance(decided.event, EscalationAcknowledged) and decided.first:
            for ladder in hearing.ladders.values():
                ladder.held_until = decided.event.promised_until
        new = [event for event in decided.outputs if first.pop(event.id, None) is not None]
        yield from _heard(new, hearing, account)
        triples.update((each.round, each.level, each.repeat) for each in new if isinstance(each, ComplaintEscalated))
    yield from (f"round, level, repeat {triple} came {times} times" for triple, times in triples.items() if times > 1)
    for name, ladder in hearing.ladders.items():
        if ladder.held_until is not None and _is_silent_after(ladder.held_until, name, account):
            yield f"the promise for {ladder.held_until} was broken, and nobody heard more of the ladder {name}"


def _heard(new: list[Event], hearing: Hearing, account: Account) -> Iterator[str]:
    heard: set[LadderName] = set()
    for event in new:
        hearing.breaches.take(event)
        if isinstance(event, ComplaintEscalated):
            name: LadderName = (event.ladder.value, event.unit if event.ladder is ClockScope.CONTRIBUTION else None)
            if name in heard:
                yield f"two levels at once of the ladder {name}"
            heard.add(name)
            yield from _level(event, name, hearing, account)


def _level(event: ComplaintEscalated, name: LadderName, hearing: Hearing, account: Account) -> Iterator[str]:
    for owed in event.overdue:
        if not hearing.breaches.stands(owed.clock, owed.due_at):
            yield f"level {event.level} is about {owed.clock}, due at {owed.due_at}, of which no breach stands"
    worst = [c for c in account.clocks if (c.rule.name, c.due_at) == (event.clock, event.due_at)]
    if worst and all(clock.ended_by in hearing.seen for clock in worst):
        yield f"level {event.level} at {event.occurred_at} is about {event.clock}, which was done before"
    if (event.clock, event.due_at) not in {(owed.clock, owed.due_at) for owed in event.overdue}:
        yield f"level {event.level} is about {event.clock}, which is not among what is overdue"
    yield from _place(event, name, hearing, _ladder_of(event, account))
    hearing.ladders[name] = Ladder(event, _told(event, hearing.ladders.get(name)))


def _told(event: ComplaintEscalated, before: Ladder | None) -> tuple[Post, ...]:
    told = before.told if before is not None and before.last.round == event.round else ()
    return told if event.repeat else (*told, Post(role=event.role, unit=event.unit))


def _ladder_of(event: ComplaintEscalated, account: Account) -> tuple[LadderStep, ...]:
    return account.assignments[event.assignment_number - 1].policy.ladder


def _place(
    event: ComplaintEscalated, name: LadderName, hearing: Hearing, steps: tuple[LadderStep, ...]
) -> Iterator[str]:
    """Who hears of it, and what came before it."""
    before = hearing.ladders.get(name)
    if event.role != steps[min(event.level, len(steps)) - 1].role or event.told_before != _told(event, before)[:-1]:
        yield f"level {event.level} names {event.role} and before {event.told_before}"
    if before is None or before.last.round != event.round:
        if (event.level, event.repeat) != (1, 0):
            yield f"round {event.round} of the ladder {name} begins with {event.level}, {event.repeat}"
        if before is not None and before.last.round > event.round:
            yield f"round {event.round} of the ladder {name} comes after round {before.last.round}"
    else:
        yield from _next_level(event, before, len(steps))


def _next_level(event: ComplaintEscalated, before: Ladder, highest: int) -> Iterator[str]:
    last = before.last
    expected = (last.level + 1, 0) if last.level < highest else (last.level, last.repeat + 1)
    if (event.level, event.repeat) != expected:
        yield f"after {last.level}, {last.repeat} comes {event.level}, {event.repeat} instead of {expected}"
    if before.held_until is not None:
        if event.occurred_at < before.held_until:
            yield f"level {event.level} came at {event.occurred_at}, although {before.held_until} was promised"
    elif last.next_at is None or event.occurred_at < last.next_at:
        yield f"level {event.level} came at {event.occurred_at}, and the one before said {last.next_at}"


def _is_silent_after(promised: datetime, name: LadderName, account: Account) -> bool:
    """Whether something of the ladder was still owed well after the promise, and the complainant was asked nothing."""
    late = promised + ON_THE_WAY
    if late > account.now or any(isinstance(step, InformationRequested) for step in account.steps):
        return False
    return any(
        clock.ladder == name
        and clock.due_at is not None
        and clock.due_at < promised - ON_THE_WAY
        and (clock.ended_at is None or clock.ended_at > late)
        for clock in account.clocks
        if not clock.is_the_complainants and clock.stage in (0, account.assignments[-1].assignment_number)
    )


def _closings(_life: Life, account: Account) -> Iterator[str]:
    """The system closes what the complainant let pass, and nobody reopens what was over for too long."""
    answered_at: datetime | None = None
    for step in account.steps:
        if isinstance(step, ComplaintClosed) and step.actor.kind is ActorKind.SYSTEM:
            starts = "information_requested" if step.reason == "no_reply" else "resolved"
            started = [each for each in account.steps if each.seq < step.seq and each.step() == starts]
            expired = account.only(DeadlineExpired)
            if not any(e.started_seq == started[-1].seq and e.on_expiry == step.reason for e in expired if started):
                yield f"the system closed at {step.occurred_at} for {step.reason}, and nothing had expired"
        if isinstance(step, ComplaintReopened):
            if answered_at is None or step.occurred_at > answered_at + timedelta(days=14):
                yield f"it was reopened at {step.occurred_at}, answered at {answered_at}"
            answered_at = None
        elif step.step() in ("resolved", "rejected"):
            answered_at = step.occurred_at
        elif step.step() == "closed":
            answered_at = answered_at or step.occurred_at


def _transfers(life: Life, account: Account) -> Iterator[str]:
    """Units pass it on as often as the policy says, and never back to one that gave it away."""
    steps, gave_away, transfers = {step.id: step for step in account.steps}, set[str](), 0
    for before, assignment in zip(account.assignments, account.assignments[1:], strict=False):
        step, unit = steps[assignment.cause or ""], assignment.unit
        is_by_a_unit = step.actor.unit != life.city.triage
        moves = isinstance(step, ComplaintTransferred | ComplaintReclassified) and unit != before.unit
        if moves and is_by_a_unit and unit != life.city.triage:
            transfers += isinstance(step, ComplaintTransferred)
            if unit in gave_away:
                yield f"assignment {assignment.assignment_number} takes it back to {unit}, which gave it away"
            if transfers > before.policy.max_transfers:
                yield f"assignment {assignment.assignment_number} is transfer {transfers}"
        if moves and is_by_a_unit:
            gave_away.add(before.unit)


def _end(life: Life, account: Account) -> Iterator[str]:
    """It is over, or somebody who is named has to move; sla watches what is not over, and forgets what is."""
    complaint, over_since = life.complaint, account.now - timedelta(days=22)
    last = max(step.occurred_at for step in account.steps if step.moves_clocks or step.seq == 1)
    is_over = complaint.state.value in OVER
    move = next_move(complaint, life.city.triage)
    if (move is None) is not is_over:
        yield f"it is {complaint.state}, and {move} is named to move next"
    if move is not None and (move.by is Mover.ROUTING or (move.by is Mover.UNIT and move.unit is None)):
        yield f"it is {complaint.state}, and nobody is named to move next but {move}"
    if is_over and last < over_since and life.kept is not None:
        yield f"it is over since {last}, and sla still keeps it"
    if not is_over and life.kept is None:
        yield f"it is {complaint.state} since {last}, and sla has forgotten it"
    if not is_over and life.timer_at is None and not _is_used_up(life.decided):
        yield f"it is {complaint.state} since {last}, and nothing will ever happen to it"


def _is_used_up(decided: list[Decided]) -> bool:
    """Whether everybody has heard of it as often as the policy says."""
    levels = [event for each in decided for event in each.outputs if isinstance(event, ComplaintEscalated)]
    return bool(levels) and levels[-1].next_at is None
