"""What the pages show: improvements at each point of their life, effects that were seen, and findings."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from contracts.events import ClocksSet
from contracts.values import About, ClockStatus, Target
from contracts.values import Clock as StandingClock
from services.improvements.application.complete import complete
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.improve import ProposalRequest, StepRequest, act, propose
from services.improvements.application.learning import LearningRequest
from services.improvements.domain.findings import Finding, FindingChange
from services.improvements.domain.learning.assigned import UnitPeople
from services.improvements.domain.patterns import Baseline, Cell, CellKind, Episode, Pattern, PatternKind
from services.improvements.domain.patterns.pattern import Week as PatternWeek
from services.improvements.record import Record, SeenEffect, Week
from tests.component.improvements.conftest import BEGINNING, Clock
from tests.component.improvements.learned import COURSE, finished
from tests.component.improvements.lives import filed, hear
from tests.unit.improvements.actions import BUREAU, LEADER, OFFICER

MONDAY = date(2025, 9, 1)


async def proposed(deps: Dependencies, **more: Any) -> str:
    """The id of an improvement that the bureau has proposed."""
    given: dict[str, Any] = {
        "title": "Tambal jalan <Kaliwening>",
        "description": "Lapisan baru & saluran.",
        "action": "repair",
        "unit": "dinas-pu",
        "about": About(category="jalan-rusak", area="99.71.02"),
        "target": Target(measure="complaints", start=18, goal=9),
        "starts_on": date(2026, 3, 9),
        "due_on": date(2026, 4, 30),
    }
    record = await propose(ProposalRequest(**given | more), BUREAU, deps)
    assert isinstance(record, Record), record
    return record.improvement.id


async def done(deps: Dependencies, clock: Clock, **more: Any) -> str:
    """The id of one that was agreed, begun and done, a day after the other."""
    improvement = await proposed(deps, **more)
    for who, action in ((LEADER, "agree"), (OFFICER, "start"), (OFFICER, "finish")):
        clock.pass_by(days=1)
        record = await act(StepRequest(improvement, action, text="catatan <b>"), who, deps)
        assert isinstance(record, Record), record
    return improvement


async def learning(deps: Dependencies, title: str, **more: Any) -> str:
    """The id of one that was agreed and has assigned learning, which somebody of one unit has finished."""
    improvement = await proposed(deps, **more)
    units = (UnitPeople("dinas-pu", 24), UnitPeople("bidang-drainase", 8))
    wanted = LearningRequest(COURSE, dict.fromkeys(deps.city.languages, title), units)
    day = deps.city.day_of(deps.clock()) + timedelta(days=60)
    for who, step in (
        (LEADER, StepRequest(improvement, "agree")),
        (BUREAU, StepRequest(improvement, "assign_learning", due_on=day, learning=wanted)),
    ):
        record = await act(step, who, deps)
        assert isinstance(record, Record), record
    now = deps.clock().isoformat()
    await complete([finished(f"learner-{number}", at=now) for number in range(12)], BUREAU, deps)
    return improvement


async def judged(deps: Dependencies, improvement: str, **more: Any) -> None:
    """Its effect was seen."""
    given: dict[str, Any] = {
        "months": 3,
        "judged_on": date(2026, 7, 1),
        "verdict": "improved",
        "measure": "complaints",
        "compared": "same_category_elsewhere",
        "before": 18.2,
        "after": 9.4,
        "expected": 17.1,
        "change": (0.55, 0.4, 0.7),
        "complaints_before": 936,
        "complaints_after": 122,
        "weeks": tuple(Week(MONDAY + timedelta(weeks=n), 10.0 + n % 3, 12.0, 5.0, 19.0) for n in range(40)),
    }
    found = await deps.improvements.get(improvement)
    assert found is not None
    record, version = found
    seen = replace(record, effects=(*record.effects, SeenEffect(**given | more)))
    assert await deps.improvements.advance(seen, version, [], BEGINNING)


async def found(deps: Dependencies, number: int = 0, **more: Any) -> Finding:
    """A finding of late answers in Kaliwening, with complaints that are known."""
    complaints = tuple(f"c-{n}" for n in range(28))
    await hear(deps, [filed(each, BEGINNING - timedelta(days=20)) for each in complaints])
    cell = Cell(CellKind.CATEGORY_DISTRICT, category="jalan-rusak", area="99.71.02")
    given: dict[str, Any] = {
        "kind": PatternKind.LATE,
        "baseline": Baseline.OTHERS,
        "cell": cell,
        "window_weeks": 26,
        "since": date(2026, 1, 5),
        "observed": 28,
        "expected": 12.4,
        "out_of": 62,
        "ratio": 2.26,
        "ratio_low": 1.5,
        "ratio_high": 3.4,
        "p": 2.3e-6,
        "q": 0.002,
        "is_season_known": False,
        "complaints": complaints,
        "weeks": tuple(PatternWeek(MONDAY + timedelta(weeks=n), n % 4, 1.0, 0.0, 3.0) for n in range(26)),
    }
    pattern = Pattern(**given | more)
    key = f"{pattern.key}-{number}" if number else pattern.key
    finding = Finding(Episode(key, 1, pattern, date(2026, 2, 20), date(2026, 3, 1)))
    await deps.findings.keep(FindingChange(finding), BEGINNING)
    return finding


async def late(deps: Dependencies, improvement: str, clock: Clock) -> None:
    """Its decision is overdue, as sla says."""
    due_at = clock() - timedelta(days=2)
    owed = StandingClock(
        name="decide_by",
        status=ClockStatus.RUNNING,
        started_at=due_at - timedelta(days=3),
        due_at=due_at,
        breached_at=due_at,
    )
    event = ClocksSet(
        id=f"clocks-{improvement}",
        subject=improvement,
        occurred_at=clock(),
        unit="dinas-pu",
        assignment_number=1,
        clocks=(owed,),
        policy="improvement-proposal",
        policy_version="1",
        calendar="always",
        calendar_version="1",
    )
    await deps.improvements.note_deadlines({improvement: [event]})
