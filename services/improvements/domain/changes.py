"""An improvement action after something happened, and the events that say so. Their ids follow from its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.events import Event
from contracts.ids import event_id
from contracts.improvement_events import (
    EffectJudged,
    ImprovementAssigned,
    ImprovementCredited,
    ImprovementEvent,
    ImprovementLinked,
)
from contracts.values import Actor, EffectVerdict, Interval, PolicySnapshot, Reason
from services.improvements.domain.improvement import Improvement, Judged
from services.improvements.domain.rights import THE_SYSTEM


@dataclass(frozen=True, slots=True)
class Change:
    """The improvement after a step, and the events that say what has happened, in order."""

    improvement: Improvement
    events: tuple[Event, ...]


def judged(
    before: Improvement,
    months: int,
    verdict: EffectVerdict,
    now: datetime,
    *,
    measured: tuple[float | None, float | None, float | None] = (None, None, None),
    change: Interval | None = None,
    scale: str | None = None,
) -> Change:
    """With the verdict on its effect so many months after it was done; `measured` is before, after and expected."""
    after = replace(before, seq=before.seq + 1, judged=(*before.judged, Judged(months, verdict)))
    earlier, later, expected = measured
    event = EffectJudged(
        **header(after, EffectJudged, now, THE_SYSTEM, None),
        months=months,
        verdict=verdict,
        measure=before.target.measure,
        before=earlier,
        after=later,
        expected=expected,
        change=change,
        scale=scale,
    )
    return Change(after, (event,))


def assigned(
    improvement: Improvement, why: str, policy: PolicySnapshot, now: datetime, cause: str
) -> ImprovementAssigned:
    """From now on its unit has to do something by the clocks of `policy`, for the reason `why`."""
    return ImprovementAssigned(
        id=event_id(improvement.id, ImprovementAssigned.kind(), improvement.assignment_number),
        subject=improvement.id,
        occurred_at=now,
        cause=cause,
        assignment_number=improvement.assignment_number,
        unit=improvement.unit,
        filed_at=improvement.proposed_at,
        category=improvement.about.category,
        area=improvement.about.area,
        reason=Reason(code=why),
        policy=policy,
    )


def link_to(before: Improvement, complaints: Sequence[str], actor: Actor, now: datetime) -> Change:
    """Linked to these complaints, an event for each."""
    after, events = before, list[ImprovementEvent]()
    for complaint in complaints:
        after = replace(after, seq=after.seq + 1, complaints=(*after.complaints, complaint))
        fields = header(after, ImprovementLinked, now, actor, None)
        events.append(ImprovementLinked(**fields, complaint=complaint))
    return Change(after, tuple(events))


def credit(before: Improvement, complaints: Sequence[str], now: datetime) -> Change:
    """Whoever filed these complaints is to hear that it is because of them, an event for each."""
    after, events = before, list[ImprovementEvent]()
    for complaint in complaints:
        after = replace(after, seq=after.seq + 1)
        fields = header(after, ImprovementCredited, now, THE_SYSTEM, None)
        events.append(ImprovementCredited(**fields, complaint=complaint, action=after.action, unit=after.unit))
    return Change(after, tuple(events))


def header(
    after: Improvement,
    kind: type[ImprovementEvent],
    now: datetime,
    actor: Actor,
    reason: str | None,
    assignment_number: int | None = None,
) -> dict[str, Any]:
    """What all steps share; `after` is the improvement with the number of this one as its `seq`."""
    return {
        "id": event_id(after.id, kind.kind(), after.seq),
        "subject": after.id,
        "occurred_at": now,
        "seq": after.seq,
        "assignment_number": after.assignment_number if assignment_number is None else assignment_number,
        "actor": actor,
        "reason": reason,
    }
