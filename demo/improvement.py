"""One finding, one action and its effect, in a year and a half that pass at once.

The complaints are drawn, the time is a number; the store, the search and the judgement are those of the service.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from rich.console import Console
from rich.markup import escape

from chassis.mongo import Driver
from contracts.events import ComplaintFiled
from contracts.ids import event_id
from contracts.values import About, Actor, ActorKind, RoutingInput, Target
from deploy.local.environment import Stack
from services.improvements.application.complete import complete
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.gather import Gathering, Heard
from services.improvements.application.improve import ProposalRequest, StepRequest, act, propose
from services.improvements.application.judge import judge_due
from services.improvements.application.learning import LearningRequest
from services.improvements.application.progress import standings
from services.improvements.application.search import search
from services.improvements.city import City, load_city
from services.improvements.domain.findings import Finding
from services.improvements.domain.learning.assigned import UnitPeople
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal
from services.improvements.record import Record, SeenEffect

FIRST = date(2025, 1, 6)
QUIET, WORSE, AFTER = 60, 10, 27
"""Weeks of an ordinary time, of one in which something goes wrong, and after the action."""
USUAL, BAD = 6, 30
"""Complaints a week about the roads of one district: usually, and while something goes wrong."""
OTHERS = (("sampah", "99.71.01.1001"), ("lampu-jalan", "99.71.03.1001"), ("air-minum", "99.71.05.1001"))
CATEGORY, AREA, UNIT = "jalan-rusak", "99.71.02", "dinas-pu"
BATCH = 500
BUREAU = Principal("bureau", "bureau-kota", "kota")
LEADER = Principal("leader", "leader-kota", "kota")
HEAD = Principal("unit_head", "head-dinas-pu", UNIT)
HOME, COURSE = "https://lapor.example.go.id", "https://lms.example.go.id/course/road-inspection"
LEARNERS, FINISHED = 24, 19
"""How many people of the unit are to learn how roads are inspected, and how many do."""
_LEARNERS = (UnitPeople(UNIT, LEARNERS),)


@dataclass
class Clock:
    """The time, which passes when it is set."""

    now: datetime

    def __call__(self) -> datetime:
        """The time that it is."""
        return self.now


@dataclass(frozen=True)
class Played:
    """What came of it."""

    finding: Finding | None
    effects: tuple[SeenEffect, ...]

    @property
    def is_good(self) -> bool:
        """Whether the finding was made, and the action was seen to help at each judgement."""
        return self.finding is not None and [each.verdict for each in self.effects] == ["improved", "improved"]


async def play(stack: Stack, console: Console) -> Played:
    """Play it in a database of its own, and show it."""
    city = load_city(stack.city)
    clock = Clock(_at(city, QUIET + WORSE))
    driver = Driver(stack.mongo_url, f"{stack.database}_improvement_demo", pool=4, timeout_s=30.0)
    driver.open()
    try:
        deps = Dependencies.over(driver, city, clock=clock, home=HOME, learner_key=bytes(32))
        await deps.prepare()
        return await _play(deps, clock, console)
    finally:
        driver.close()


async def _play(deps: Dependencies, clock: Clock, console: Console) -> Played:
    await _hear(deps, 0, QUIET, USUAL)
    await _hear(deps, QUIET, WORSE, BAD)
    await search(deps)
    finding = next((each for each in await deps.findings.open() if _is_about_the_roads(each)), None)
    if finding is None:
        console.print("[red]unexpected[/] nothing was found where something was planted")
        return Played(None, ())
    pattern = finding.episode.pattern
    console.print(
        f"[bold]A finding[/]: {pattern.observed} complaints about damaged roads in {pattern.window_weeks} weeks, "
        f"{pattern.expected:.0f} were to be expected, since about {pattern.since}",
        soft_wrap=True,
    )
    record = await _act(deps, finding, clock)
    console.print(f"[bold]An action[/]: {escape(record.title)}, by {UNIT}, done on {deps.city.day_of(clock.now)}")
    await _hear(deps, QUIET + WORSE, AFTER, USUAL - 1)
    clock.now = _at(deps.city, QUIET + WORSE + 4)
    console.print(await _learned(deps, clock))
    for weeks in (13, 26):
        clock.now = _at(deps.city, QUIET + WORSE + weeks) + timedelta(days=1)
        await judge_due(deps)
    found = await deps.improvements.get(record.improvement.id)
    effects = found[0].effects if found is not None else ()
    for effect in effects:
        console.print(_said(effect), soft_wrap=True)
    return Played(finding, effects)


async def _act(deps: Dependencies, finding: Finding, clock: Clock) -> Record:
    """Proposed by the bureau, agreed by a leader, done by its owner."""
    today = deps.city.day_of(clock.now)
    proposal = ProposalRequest(
        title="Resurface the main road of Kaliwening",
        description="",
        action="repair",
        unit=UNIT,
        about=About(category=CATEGORY, area=AREA),
        target=Target(measure="complaints", start=BAD, goal=USUAL),
        starts_on=today,
        due_on=today + timedelta(days=60),
        findings=(finding.id,),
        complaints=finding.episode.pattern.complaints[:50],
    )
    record = _kept(await propose(proposal, BUREAU, deps))
    learning = LearningRequest(COURSE, dict.fromkeys(deps.city.languages, "Road inspection"), _LEARNERS)
    until = today + timedelta(days=60)
    for by, step in (
        (LEADER, StepRequest(record.improvement.id, "agree")),
        (HEAD, StepRequest(record.improvement.id, "start")),
        (HEAD, StepRequest(record.improvement.id, "assign_learning", due_on=until, learning=learning)),
        (HEAD, StepRequest(record.improvement.id, "finish")),
    ):
        record = _kept(await act(step, by, deps))
    return record


async def _learned(deps: Dependencies, clock: Clock) -> str:
    """A learning record store says who has finished, twice, as such stores do; nobody counts twice."""
    said = [
        {
            "id": event_id(COURSE, "improvement-demo", number),
            "actor": {"mbox": f"mailto:learner-{number}@example.go.id"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": COURSE},
            "context": {"team": {"objectType": "Group", "account": {"homePage": HOME, "name": UNIT}}},
            "timestamp": clock.now.isoformat(),
        }
        for number in range(FINISHED)
    ]
    for _ in range(2):
        await complete(said, BUREAU, deps)
    shown = await standings(await deps.improvements.that_assign({COURSE}), None, deps)
    units = [unit for each in shown.values() for standing in each for unit in standing.progress.units]
    counts = ", ".join(f"{unit.finished} of {unit.people} people of {unit.unit}" for unit in units)
    return f"[bold]Learning[/]: {counts} have finished the course, by xAPI statements; no name is kept"


def _kept(outcome: Record | Refusal) -> Record:
    if isinstance(outcome, Refusal):
        raise RuntimeError(f"the demonstration was refused: {outcome.code}: {outcome.reason}; {outcome.remedy}")
    return outcome


def _said(effect: SeenEffect) -> str:
    change = ""
    if effect.change is not None:
        estimate, low, high = (round((1 - each) * 100) for each in effect.change)
        change = f": {estimate} % fewer (95 %: {high} to {low} %)"
    return (
        f"[bold]Its effect[/] after {effect.months} months: {effect.verdict.replace('_', ' ')}; "
        f"{effect.before:.1f} complaints a week before, {effect.after:.1f} after; without it about "
        f"{effect.expected:.1f} were to be expected{change}"
    )


def _is_about_the_roads(finding: Finding) -> bool:
    return finding.episode.pattern.cell.category == CATEGORY


async def _hear(deps: Dependencies, first_week: int, weeks: int, roads: int) -> None:
    gathering = Gathering(deps)
    events = list(_filed(deps.city, first_week, weeks, roads))
    for start in range(0, len(events), BATCH):
        await gathering.hear([Heard(each) for each in events[start : start + BATCH]])


def _filed(city: City, first_week: int, weeks: int, roads: int) -> Iterator[ComplaintFiled]:
    """So many complaints a week about the roads, and the ordinary ones elsewhere; the same in every run."""
    chance = Random(first_week)
    sorts: Sequence[tuple[str, str, int]] = ((CATEGORY, f"{AREA}.1001", roads), *((*each, 12) for each in OTHERS))
    for week in range(first_week, first_week + weeks):
        for category, area, mean in sorts:
            number = max(0, round(chance.gauss(mean, mean**0.5)))
            for each in range(number):
                at = _at(city, week) + timedelta(days=chance.randrange(7), minutes=chance.randrange(480))
                complaint = event_id(f"{week}:{category}:{area}", "improvement-demo", each)
                routed = RoutingInput(channel="counter", filed_at=at, category=category, area=area)
                yield ComplaintFiled(
                    id=event_id(complaint, ComplaintFiled.kind()),
                    subject=complaint,
                    occurred_at=at,
                    seq=1,
                    assignment_number=0,
                    actor=Actor(kind=ActorKind.CHANNEL, id="counter"),
                    routing_input=routed,
                )


def _at(city: City, week: int) -> datetime:
    """The Monday morning of a week."""
    return datetime.combine(FIRST + timedelta(weeks=week), time(8), city.zone)
