"""States as version 0.1 wrote them: a JSON object with the policy in full and with every clock as it stood."""

from datetime import UTC, datetime
from typing import Any

from city.calendars import in_milliseconds
from contracts.upcast import upcast_policy
from contracts.values import PolicySnapshot
from services.sla.domain.deadlines import Noticed
from services.sla.domain.history import Assignment, History, Step
from services.sla.domain.ladder import Ladder
from services.sla.domain.ladders import ONE_FOR_ALL
from services.sla.domain.state import ClockState, Emitted

Json = dict[str, Any]


def load(subject: str, content: Json) -> ClockState:
    """The state in this object. Its clocks are not taken over: they are published anew with the next event."""
    known: Json = content.get("stated", {})
    assignments = [*content.get("earlier", ()), *([content["assignment"]] if content.get("assignment") else [])]
    history = History(
        latest=_at(content.get("as_of")),
        assignments=tuple(map(_assignment, assignments)),
        steps=tuple(
            Step(step["seq"], step["epoch"], step["kind"], in_milliseconds(datetime.fromisoformat(step["at"])))
            for step in content.get("steps", ())
        ),
    )
    noticed = Noticed(frozenset(known.get("warned", ())), frozenset(known.get("breached", ())))
    ladder = _ladder(known.get("ladder"))
    emitted = Emitted("", noticed, known.get("rounds", 0), {ONE_FOR_ALL: ladder} if ladder else {})
    return ClockState(subject, content.get("trace"), history, emitted)


def _assignment(content: Json) -> Assignment:
    return Assignment(
        number=content["epoch"],
        unit=content["unit"],
        at=in_milliseconds(datetime.fromisoformat(content["at"])),
        filed_at=in_milliseconds(datetime.fromisoformat(content["filed_at"])),
        policy=PolicySnapshot.model_validate(upcast_policy(content["policy"])),
    )


def _ladder(content: Json | None) -> Ladder | None:
    if content is None:
        return None
    return Ladder(
        round=content["round"],
        level=content.get("level", 0),
        repeat=content.get("repeat", 0),
        next_at=_at(content.get("next_at")),
        remaining_ms=content.get("remaining_ms"),
    )


def _at(moment: str | None) -> datetime | None:
    return in_milliseconds(datetime.fromisoformat(moment).astimezone(UTC)) if moment else None
