"""The services of one life, with topics between them: complaints, routing, sla with its timers, and notify.

Each reader of a topic gets a complaint's events in the order in which they were published, as Kafka keeps it; across
topics and readers they come late, in any order, and now and then a few of them once more. What a service keeps and
publishes goes through the bytes that it would be stored and sent as.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from contracts.codec import decode
from contracts.events import ComplaintEvent, DeadlineFired, Event
from contracts.ids import event_id
from contracts.topics import ASSIGNMENTS, COMPLAINTS, DEADLINES, DEADLINES_FIRED, Topic
from contracts.values import RoutingInput
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import Change, act, file
from services.complaints.domain.projection import Projected, project
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.notify.domain.complaint import Complaint as Heard
from services.notify.domain.hearing import Known, heard
from services.routing.domain.decision import assign
from services.sla import state as sla_state
from services.sla.domain.decide import Verdict
from services.sla.domain.decide import decide as decide_clocks
from tests.simulation.agenda import Agenda
from tests.simulation.city import City

ALL_TEXTS = frozenset({"message", "note", "text"})
DELAYS = ((0.90, 2_000), (0.98, 600_000), (1.0, 6 * 3_600_000))
"""How long an event is on its way at most, in milliseconds, with the share of events that are no slower."""
REPEATED = 0.03
"""The share of events after which a reader begins again a little before."""

APART = timedelta(days=5)
"""How far a replay may have come with one topic before another; sla waits for late events a little longer."""

Reader = Callable[[Event, datetime], None]


@dataclass(frozen=True)
class Published:
    """An event as its topic holds it."""

    topic: str
    event: Event
    body: bytes
    at: datetime


@dataclass(frozen=True)
class Decided:
    """What sla made of one event; `first` unless it had it before."""

    event: Event
    outputs: tuple[Event, ...]
    first: bool
    next_at: datetime | None
    has_state: bool


@dataclass
class Lane:
    """What one reader gets of one topic."""

    read: Reader
    events: list[Event] = field(default_factory=list)
    free_at: datetime | None = None


@dataclass
class Life:
    """One complaint, the services' state of it, and everything that happened. `pending` counts what is on the agenda.

    `notice` is called with each event that people may hear of, once the complaint shows it.
    """

    id: str
    random: Random
    city: City
    agenda: Agenda
    ends_at: datetime
    notice: Callable[[Event, datetime], None] = lambda _event, _at: None
    pending: int = 0
    log: list[Published] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    mails: dict[str, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    mismatches: list[str] = field(default_factory=list)
    projected: Projected | None = None
    heard: Known | None = None
    kept: bytes | None = None
    timer_at: datetime | None = None
    _shared: dict[bytes, bytes] = field(default_factory=dict)
    _lanes: dict[str, list[Lane]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        readers: dict[str, tuple[Reader, ...]] = {
            COMPLAINTS.name: (self._route, self._watch, self._hear),
            ASSIGNMENTS.name: (self._watch, self._show, self._hear),
            DEADLINES.name: (self._show, self._hear),
            DEADLINES_FIRED.name: (self._watch,),
        }
        self._lanes = {topic: [Lane(read) for read in each] for topic, each in readers.items()}

    @property
    def complaint(self) -> Complaint:
        """The complaint as it stands."""
        assert self.projected is not None
        return self.projected.complaint

    def enter(self, at: datetime, happen: Callable[[datetime], object]) -> None:
        """Have something happen to this life."""

        def counted(now: datetime) -> None:
            self.pending -= 1
            happen(now)

        self.pending += 1
        self.agenda.enter(at, counted)

    def file(self, routing_input: RoutingInput, by: Principal) -> None:
        """The complaint begins."""
        change = file(self.id, routing_input, by)
        assert isinstance(change, Change)
        self.projected = Projected(change.complaint)
        self._publish(COMPLAINTS, change.event, routing_input.filed_at)

    def attempt(self, action: str, by: Principal, now: datetime, **given: object) -> Change | Refusal:
        """Somebody takes a step; texts are all given unless `texts` says which."""
        step = replace(Step(ACTIONS[action], by, texts=ALL_TEXTS), **given)  # type: ignore[arg-type]
        result = act(self.complaint, step, now, self.city.organisation)
        if isinstance(result, Refusal):
            self.refused[result.reason] += 1
            return result
        assert self.projected is not None
        self.projected = replace(self.projected, complaint=result.complaint)
        self._publish(COMPLAINTS, result.event, now)
        self.notice(result.event, now)
        return result

    def _publish(self, topic: Topic, event: Event, now: datetime) -> None:
        body = topic.encode(event)
        read = decode(body)
        if read != event:
            self.mismatches.append(f"{event.type} is read as something else than was written: {event!r}, {read!r}")
        self.log.append(Published(topic.name, event, body, now))
        for lane in self._lanes[topic.name]:
            lane.events.append(read)
            self._deliver(lane, len(lane.events) - 1, now)

    def _deliver(self, lane: Lane, number: int, now: datetime) -> None:
        lane.free_at = max(lane.free_at or now, now + self._delay())
        self.enter(lane.free_at, lambda at: lane.read(lane.events[number], at))
        if self.random.random() < REPEATED:
            for again in range(max(0, number - self.random.randrange(3)), number + 1):
                lane.free_at += self._delay()
                self.enter(lane.free_at, lambda at, again=again: lane.read(lane.events[again], at))  # type: ignore[misc]

    def _delay(self) -> timedelta:
        chance = self.random.random()
        longest = next(longest for share, longest in DELAYS if chance <= share)
        return timedelta(milliseconds=self.random.randrange(1, longest))

    def _route(self, event: Event, now: datetime) -> None:
        assignment = assign(event, self.city.routing)
        if assignment is not None:
            self._publish(ASSIGNMENTS, assignment, now)

    def _watch(self, event: Event, now: datetime) -> None:
        verdict, kept = self._decide(event, self.kept)
        first = verdict.outcome not in ("duplicate", "not_for_sla")
        self.decided.append(Decided(event, verdict.events, first, verdict.next_at, kept is not None))
        if not verdict.writes:
            return
        self.kept = kept
        for output in verdict.events:
            self._publish(DEADLINES, output, now)
        self._set_timer(verdict.next_at, now)

    def _decide(self, event: Event, kept: bytes | None) -> tuple[Verdict, bytes | None]:
        """What sla decides on what it has kept, and what it keeps from now on."""
        known = sla_state.load(self.id, kept, self._shared.get) if kept else None
        verdict = decide_clocks(known, event, self.city.sla)
        if not verdict.writes or verdict.state is None:
            return verdict, None if verdict.writes else kept
        written, shared = sla_state.dump(verdict.state, verdict.next_at)
        self._shared |= dict(shared)
        read = sla_state.load(self.id, written, self._shared.get)
        if sla_state.dump(read, verdict.next_at)[0] != written:
            self.mismatches.append(f"sla reads something else than it has kept: {written!r}")
        return verdict, written

    def _set_timer(self, at: datetime | None, now: datetime) -> None:
        self.timer_at = at
        if at is not None and at <= self.ends_at:
            late = timedelta(milliseconds=self.random.randrange(200))
            self.enter(max(at, now) + late, lambda moment: self._fire(at, moment))

    def _fire(self, due_at: datetime, now: datetime) -> None:
        if self.timer_at != due_at:
            return
        self.timer_at = None
        id_ = event_id(self.id, f"{DeadlineFired.kind()}:{due_at}", round(now.timestamp() * 1000))
        self._publish(DEADLINES_FIRED, DeadlineFired(id=id_, subject=self.id, occurred_at=now, due_at=due_at), now)

    def _show(self, event: Event, now: datetime) -> None:
        assert self.projected is not None
        after, new = project(self.projected, (event,), self.city.organisation)
        self.projected = replace(after, steps=())
        for step in after.steps:
            self._publish(COMPLAINTS, step, now)
        for shown in (*new, *after.steps):
            self.notice(shown, now)

    def _hear(self, event: Event, now: datetime) -> None:
        self.heard, plans = heard(self.heard or Known(Heard(self.id)), event, self.city.audience, now)
        for delivery in (each for planned in plans for each in planned.deliveries):
            self.mails.setdefault(delivery.id, str(delivery.variables["role"]))

    def replay(self) -> list[str]:
        """Read everything from offset 0 once more; what does not come out as it was."""
        return [
            *self._replay_sla(),
            *self._replay_in_another_order(),
            *self._replay_projection(),
            *self._replay_notify(),
        ]

    def _replay_sla(self) -> list[str]:
        """The same events in the order in which sla had them lead to the same words and to the same state."""
        found: list[str] = []
        kept, before = None, {published.event.id: published.body for published in self.log}
        for decided in self.decided:
            verdict, kept = self._decide(decided.event, kept)
            found += [
                f"a replay says something else: {event!r}"
                for event in verdict.events
                if before.get(event.id) != DEADLINES.encode(event)
            ]
        if kept != self.kept:
            found.append(f"a replay of sla ends with {kept!r} instead of {self.kept!r}")
        return found

    def _replay_in_another_order(self) -> list[str]:
        """Topics are read apart from each other, so a replay meets their events in an order of its own, days apart."""
        published = {each.event.id: each for each in self.log}
        reached: dict[str, datetime] = {}
        order: list[tuple[datetime, int, Event]] = []
        for number, decided in enumerate(self.decided):
            event = published[decided.event.id]
            late = timedelta(seconds=self.random.randrange(int(APART.total_seconds())))
            reached[event.topic] = max(event.at + late, reached.get(event.topic, event.at))
            order.append((reached[event.topic], number, decided.event))
        kept = None
        for _, _, each in sorted(order, key=lambda entry: entry[:2]):
            kept = self._decide(each, kept)[1]
        if self.kept is None or kept is None:
            return [] if self.kept is None else ["a replay in another order forgets what is kept"]
        once, again = (sla_state.load(self.id, each, self._shared.get) for each in (self.kept, kept))
        if again.history.latest != once.history.latest:
            # Timers that overtake the assignment are of nothing that is known; the next one comes at once.
            return []
        if (once.history, once.emitted.clocks) != (again.history, again.emitted.clocks):
            return [f"a replay in another order ends with {again!r} instead of {once!r}"]
        return []

    def _replay_projection(self) -> list[str]:
        assert self.projected is not None
        shown = [each.event for each in self.log if not isinstance(each.event, ComplaintEvent | DeadlineFired)]
        again, new = project(self.projected, shown, self.city.organisation)
        if new or again != self.projected:
            return [f"a replay of the projection changes the complaint: {self.projected!r} to {again!r}"]
        return []

    def _replay_notify(self) -> list[str]:
        """In the order of their publication, events lead to the same notifications as in the order they came in."""
        known, again = Known(Heard(self.id)), set()
        for published in self.log:
            known, plans = heard(known, published.event, self.city.audience, published.at)
            again |= {delivery.id for planned in plans for delivery in planned.deliveries}
        if known.waiting or again != set(self.mails):
            return [f"a replay of notify differs in {len(again ^ set(self.mails))} notifications"]
        return []
