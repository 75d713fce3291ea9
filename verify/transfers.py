"""Transfers end: at most as many as the policy says, never back to a unit that refused, and a decision binds."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from contracts.events import (
    AssignmentEvent,
    ComplaintAssigned,
    ComplaintEvent,
    ComplaintReclassified,
    ComplaintTransferred,
    ReviewRequested,
)
from contracts.values import ActorKind
from verify.city import City
from verify.evidence import History
from verify.report import Finding
from verify.runs import in_force, in_order

MAX_REVIEWS = 1


@dataclass
class _Way:
    """What has become of a complaint on its way so far: who gave it away, how often, and whether a decision binds."""

    refused: set[str] = field(default_factory=set)
    transfers: int = 0
    is_bound: bool = False
    reviews: int = 0


def check_transfers(history: History, city: City) -> Iterator[Finding]:
    """All findings about where one complaint was sent."""
    answers = {each.cause: each for each in in_order(history)}
    way = _Way()
    for step in history.sequence:
        if _is_decision(step, city):
            way.is_bound |= isinstance(step, ComplaintTransferred)
            continue
        for fault in _contested(step, way):
            yield Finding("decision_not_kept", history.complaint_id, f"step {step.seq}: {fault}")
        if isinstance(step, ComplaintTransferred):
            way.transfers += city.triage_unit not in (step.from_unit, step.to_unit)
            way.refused |= {step.from_unit} - {city.triage_unit}
        answer = answers.get(step.id)
        if isinstance(answer, ComplaintAssigned):
            yield from _sent_wrongly(history, step, answer, way)
        if isinstance(step, ComplaintReclassified) and answer is not None and answer.unit != step.unit:
            way.refused.add(step.unit)


def _is_decision(step: ComplaintEvent, city: City) -> bool:
    """Whether the triage desk took the step."""
    if isinstance(step, ComplaintTransferred):
        return step.is_binding
    return step.actor.kind is ActorKind.TRIAGE or step.actor.unit == city.triage_unit


def _contested(step: ComplaintEvent, way: _Way) -> Iterator[str]:
    """After the triage desk's decision a unit can do nothing but ask once for a review."""
    if isinstance(step, ComplaintTransferred) and way.is_bound:
        yield f"{step.from_unit} passed it on"
    if isinstance(step, ReviewRequested):
        way.reviews += 1
        if not way.is_bound or way.reviews > MAX_REVIEWS:
            yield f"review {way.reviews} was asked for"


def _sent_wrongly(history: History, step: ComplaintEvent, answer: AssignmentEvent, way: _Way) -> Iterator[Finding]:
    if isinstance(step, ComplaintTransferred):
        force = in_force(history, step)
        limit = step.max_transfers if step.max_transfers is not None or force is None else force.policy.max_transfers
        if limit is not None and way.transfers > limit:
            detail = f"transfer {way.transfers} of {limit} went to {answer.unit}"
            yield Finding("transferred_too_often", history.complaint_id, detail)
    elif not isinstance(step, ComplaintReclassified) or answer.unit == step.unit:
        return
    if answer.unit in way.refused:
        yield Finding("transferred_back", history.complaint_id, f"step {step.seq} brought it to {answer.unit}")
