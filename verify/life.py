"""Who has to move next? Told from a complaint's steps and assignments alone, so nobody needs to ask its keeper."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from contracts.events import (
    ComplaintDelegated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintMerged,
    DecisionUpheld,
    InformationRequested,
    ReviewRequested,
)
from verify.city import City
from verify.evidence import Answer, History
from verify.report import Finding
from verify.runs import in_order, stages
from verify.timing import Timing

MOVES = frozenset(
    {
        "acknowledged",
        "started",
        "information_requested",
        "information_provided",
        "resolved",
        "rejected",
        "transferred",
        "reopened",
        "merged",
        "withdrawn",
        "closed",
    }
)
"""The steps that bring a complaint into another state; after the others it is where it was."""
ASKING = frozenset({"filed", "transferred", "reclassified", "policy_changed", "reopened"})
"""The steps after which routing says who is responsible."""


def asks_for_a_unit(step: ComplaintEvent) -> bool:
    """Whether routing answers a step; who follows another complaint needs no unit."""
    return step.step() in ASKING and not is_following(step)


def is_following(step: ComplaintEvent) -> bool:
    """Whether it goes the way of another complaint from this step on."""
    return isinstance(step, ComplaintMerged) or (isinstance(step, ComplaintFiled) and step.duplicate_of is not None)


def followed(history: History) -> frozenset[str]:
    """The complaints whose way it goes, or went."""
    into = (getattr(step, "into", None) or getattr(step, "duplicate_of", None) for step in history.steps)
    return frozenset(each for each in into if each is not None)


OVER = frozenset({"rejected", "merged", "withdrawn", "closed"})
WITH_THE_COMPLAINANT = frozenset({"information_requested", "resolved"})


@dataclass(frozen=True, slots=True)
class Mover:
    """Whose move it is, and the unit or person that does it where it is a unit's."""

    kind: Literal["routing", "complainant", "triage", "unit"]
    unit: str | None = None
    person: str | None = None


def next_mover(history: History, city: City) -> Mover | None:
    """Who has to move; None when the complaint is over."""
    steps = history.sequence
    state = _state(history, steps)
    if state in OVER:
        return None
    answered = {each.cause for each in history.assignments}
    if any(asks_for_a_unit(step) and step.id not in answered for step in steps):
        return Mover("routing")
    if state in WITH_THE_COMPLAINANT and not _has_let_time_pass(history, steps):
        return Mover("complainant")
    if _is_under_review(steps):
        return Mover("triage", city.triage_unit)
    return _unit(history, steps)


def check_next_mover(history: History, city: City) -> Iterator[Finding]:
    """Whoever has to move is known to the city, so that somebody can be told."""
    mover = next_mover(history, city)
    if mover is not None and mover.kind in ("triage", "unit") and mover.unit not in city.parents:
        detail = f"waits for {mover.unit or 'nobody'}, which is no unit of the city"
        yield Finding("nobody_moves", history.complaint_id, detail)


def check_expected(history: History, answer: Answer, city: City, timing: Timing) -> Iterator[Finding]:
    """The API says the same of whose move it is, once it has heard of everything."""
    if not all(timing.is_demanded(history.written_at[event.id]) for event in history.all):
        return
    mover, expected = next_mover(history, city), answer.body.get("expected") or {}
    shown = (expected.get("by"), (expected.get("unit") or {}).get("id"))
    named = (mover.kind, mover.unit) if mover else (None, None)
    if "expected" in answer.body and shown != named:
        detail = f"the API names {_in_words(*shown)}, the events {_in_words(*named)}"
        yield Finding("mover_differs", history.complaint_id, detail)


def _in_words(kind: str | None, unit: str | None) -> str:
    return " ".join(filter(None, (kind, unit))) or "nobody"


def _state(history: History, steps: list[ComplaintEvent]) -> str:
    """The step that brought it where it is; empty when an assignment did."""
    if steps and is_following(steps[0]) and not any(step.step() in MOVES for step in steps):
        return ComplaintMerged.step()
    last = next((step for step in reversed(steps) if step.step() in MOVES), None)
    begun = [stage.first.cause for stage in stages(history)]
    asked = max((step.seq for step in steps if step.id in begun), default=0)
    return "" if last is None or (last.seq <= asked and last.step() not in OVER) else last.step()


def _has_let_time_pass(history: History, steps: list[ComplaintEvent]) -> bool:
    """Whether a question was left without a reply, so that the unit may go on."""
    last = next(step for step in reversed(steps) if step.step() in MOVES)
    asked = isinstance(last, InformationRequested)
    return asked and any(expiry.started_seq == last.seq for expiry in history.expiries)


def _is_under_review(steps: list[ComplaintEvent]) -> bool:
    """A review ends with the triage desk's word, and with everything that takes the complaint elsewhere."""
    asked = False
    for step in steps:
        if isinstance(step, ReviewRequested):
            asked = True
        elif isinstance(step, DecisionUpheld) or step.step() in ("transferred", "resolved", *OVER):
            asked = False
    return asked


def _unit(history: History, steps: list[ComplaintEvent]) -> Mover:
    known = in_order(history)
    unit = known[-1].unit if known else None
    begun = stages(history)[-1].first.assignment_number if known else 0
    work = [each for each in steps if isinstance(each, ComplaintDelegated) and each.assignment_number >= begun]
    if not work:
        return Mover("unit", unit)
    return Mover("unit", work[-1].to_unit or unit, work[-1].to_person)
