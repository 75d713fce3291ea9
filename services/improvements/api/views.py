"""From what is kept to what is answered."""

from collections.abc import Sequence
from typing import Any

from services.improvements.api import schemas
from services.improvements.application.progress import Standing
from services.improvements.city import City
from services.improvements.domain.actions import possible_actions
from services.improvements.domain.findings import MEASURE_OF, Finding, about_of
from services.improvements.domain.rights import Principal
from services.improvements.record import Record
from services.improvements.store.statements import Refused


def public_view(record: Record, city: City, learning: Sequence[Standing] = ()) -> schemas.ImprovementView:
    """An improvement as everybody may read it, with how far its learning is."""
    return schemas.ImprovementView(**_public(record, city), learning=learning_views(record, learning, city))


def staff_view(
    record: Record, who: Principal, city: City, learning: Sequence[Standing] = (), refused: Sequence[Refused] = ()
) -> schemas.ImprovementForStaff:
    """The same for somebody who works for the city, with the statements that were `refused`."""
    improvement = record.improvement
    return schemas.ImprovementForStaff(
        **_public(record, city),
        learning=learning_views(record, learning, city),
        refused_statements=[
            schemas.RefusedStatementView(number=each.number, unit=each.unit, reason=each.reason) for each in refused
        ],
        findings=list(improvement.findings),
        complaint_ids=list(improvement.complaints),
        notes=[schemas.NoteView(seq=note.seq, at=note.at, text=note.text) for note in record.notes],
        possible_actions=list(possible_actions(improvement, who, city)),
    )


def learning_views(record: Record, standings: Sequence[Standing], city: City) -> list[schemas.LearningView]:
    """What an improvement action assigns, and how far it is."""
    return [
        schemas.LearningView(
            number=each.learning.number,
            activity=each.learning.activity,
            title=dict(record.learning_names(each.learning.number)),
            assigned_at=each.learning.assigned_at,
            due_on=city.last_day_before(each.learning.due_at),
            people=each.progress.people,
            finished=each.progress.finished,
            units=[
                schemas.LearnersView(unit=unit.unit, people=unit.people, finished=unit.finished)
                for unit in each.progress.units
            ],
        )
        for each in standings
    ]


def finding_view(finding: Finding) -> schemas.FindingView:
    """A finding without the complaints that it rests on."""
    return schemas.FindingView(**_finding(finding))


def evidence_view(finding: Finding) -> schemas.FindingWithEvidence:
    """A finding with them."""
    pattern = finding.episode.pattern
    weeks = [
        schemas.WeekView(day=week.day, observed=week.observed, expected=week.expected, low=week.low, high=week.high)
        for week in pattern.weeks
    ]
    return schemas.FindingWithEvidence(**_finding(finding), complaints=list(pattern.complaints), weeks=weeks)


def _public(record: Record, city: City) -> dict[str, Any]:
    improvement = record.improvement
    return {
        "id": improvement.id,
        "title": record.title,
        "description": record.description,
        "state": improvement.state.value,
        "action": improvement.action,
        "unit": improvement.unit,
        "about": improvement.about.model_dump(),
        "target": improvement.target.model_dump(),
        "starts_on": city.day_of(improvement.starts_at),
        "due_on": city.last_day_before(improvement.due_at),
        "moves": improvement.moves,
        "moved": [
            {
                "moved_on": city.day_of(each.at),
                "was_due_on": city.last_day_before(each.before),
                "due_on": city.last_day_before(each.after),
                "reason": each.reason,
            }
            for each in improvement.moved
        ],
        "proposed_at": improvement.proposed_at,
        "agreed_at": improvement.agreed_at,
        "started_at": improvement.started_at,
        "done_at": improvement.done_at,
        "complaints": len(improvement.complaints),
        "effects": [
            {name: getattr(effect, name) for name in schemas.EffectView.model_fields} for effect in record.effects
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    episode, pattern = finding.episode, finding.episode.pattern
    figures = ("since", "window_weeks", "observed", "out_of", "p", "q", "is_season_known")
    rounded = ("expected", "ratio", "ratio_low", "ratio_high")
    return {
        "id": finding.id,
        "pattern": pattern.kind.value,
        "about": about_of(pattern).model_dump(),
        "compared_with": pattern.baseline.value,
        **{name: getattr(pattern, name) for name in figures},
        **{name: round(getattr(pattern, name), 3) for name in rounded},
        "found_on": episode.found_on,
        "confirmed_on": episode.confirmed_on,
        "episode": episode.number,
        "is_open": finding.is_open,
        "dismissed_for": finding.dismissed.reason if finding.dismissed else None,
        "measure": MEASURE_OF[pattern.kind].value,
    }
