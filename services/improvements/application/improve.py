"""Proposes improvement actions and takes their steps: each is kept with its events in one write, or refused."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from contracts.values import About, Target
from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.learning import LearningRequest, titled, unfit_learning, wanted_of
from services.improvements.domain.actions import Proposal, Step
from services.improvements.domain.changes import Change
from services.improvements.domain.effect.measures import Measure
from services.improvements.domain.lifecycle import act as decide
from services.improvements.domain.lifecycle import propose as decide_proposal
from services.improvements.domain.limits import MAX_COMPLAINTS, too_many
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal
from services.improvements.record import MAX_TEXT, MAX_TITLE, Note, Record

_ATTEMPTS = 3
"""A step that was overtaken is decided anew, on what is found then."""
_NOT_FOUND = Refusal("not_found", "there is no such improvement", "look at the list of improvements", "id")


@dataclass(frozen=True, slots=True)
class ProposalRequest:
    """What somebody proposes, in days of the city. With the same `key` the same person proposes it once."""

    title: str
    description: str
    action: str
    unit: str
    about: About
    target: Target
    starts_on: date
    due_on: date
    findings: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step on an improvement. `text` is for people of the city, `number` that of the learning that is withdrawn."""

    improvement_id: str
    action: str
    reason: str | None = None
    due_on: date | None = None
    complaints: tuple[str, ...] = ()
    text: str = ""
    learning: LearningRequest | None = None
    number: int | None = None


async def propose(wanted: ProposalRequest, by: Principal, deps: Dependencies) -> Record | Refusal:
    """A new improvement action. Raises `StoreUnavailable`: then it may or may not be kept."""
    now, city = deps.clock(), deps.city
    if (refusal := _unfit(wanted, deps) or await _unknown(wanted.complaints, deps)) is not None:
        return refusal
    proposal = Proposal(
        action=wanted.action,
        unit=wanted.unit,
        about=wanted.about,
        target=wanted.target,
        starts_at=datetime.combine(wanted.starts_on, time(), city.zone),
        due_at=city.end_of(wanted.due_on),
        findings=wanted.findings,
        complaints=wanted.complaints,
    )
    change = decide_proposal(_new_id(wanted.key, by), proposal, by, now, city)
    metrics.actions.labels("propose", _outcome(change)).inc()
    if isinstance(change, Refusal):
        return change
    record = Record(change.improvement, wanted.title, wanted.description)
    if await deps.improvements.add(record, change.events, now):
        deps.wake()
        return record
    return await _proposed_before(record, deps)


async def act(wanted: StepRequest, by: Principal, deps: Dependencies) -> Record | Refusal:
    """The step. Raises `StoreUnavailable`: then it may or may not have been taken, and reading it will say."""
    if len(wanted.text) > MAX_TEXT:
        return Refusal("text_too_long", f"it has more than {MAX_TEXT} characters", "shorten it", "text")
    refusal = unfit_learning(wanted.learning, deps.city) or await _unknown(wanted.complaints, deps)
    if refusal is not None:
        return refusal
    for _ in range(_ATTEMPTS):
        found = await deps.improvements.get(wanted.improvement_id)
        if found is None:
            return _NOT_FOUND
        outcome = await _take(*found, wanted, by, deps)
        if outcome is not None:
            metrics.actions.labels(*_counted(wanted, outcome)).inc()
            return outcome
    return Refusal("overtaken", "somebody else was quicker", "look at it again, and repeat the step")


async def _take(
    record: Record, version: int, wanted: StepRequest, by: Principal, deps: Dependencies
) -> Record | Refusal | None:
    """None when somebody else was quicker."""
    now = deps.clock()
    due_at = deps.city.end_of(wanted.due_on) if wanted.due_on else None
    learning = wanted_of(wanted.learning)
    step = Step(wanted.action, wanted.reason, due_at, wanted.complaints, learning, wanted.number)
    change = decide(record.improvement, step, by, now, deps.city)
    if isinstance(change, Refusal):
        return change
    notes = (*record.notes, Note(record.improvement.seq + 1, now, wanted.text)) if wanted.text else record.notes
    after = replace(titled(record, change.improvement, wanted.learning), improvement=change.improvement, notes=notes)
    if not await deps.improvements.advance(after, version, change.events, now):
        return None
    deps.wake()
    return after


def _unfit(wanted: ProposalRequest, deps: Dependencies) -> Refusal | None:
    """Words that are missing or too long, and names that the city does not have."""
    city = deps.city
    if not wanted.title.strip() or len(wanted.title) > MAX_TITLE:
        return Refusal("title_unfit", f"a title has 1 to {MAX_TITLE} characters", "send a short one", "title")
    if len(wanted.description) > MAX_TEXT:
        return Refusal("text_too_long", f"it has more than {MAX_TEXT} characters", "shorten it", "description")
    named = (
        ("action", wanted.action, city.improvements.actions),
        ("unit", wanted.unit, city.units),
        ("about.category", wanted.about.category, city.categories),
        ("about.unit", wanted.about.unit, city.units),
        ("about.word", wanted.about.word, city.words),
        ("target.measure", wanted.target.measure, tuple(Measure)),
    )
    for field, name, known in named:
        if name is not None and name not in known:
            return Refusal(
                "name_unknown", f"the city has no {name!r}", f"use one of: {', '.join(sorted(known))}", field
            )
    return None


async def _proposed_before(record: Record, deps: Dependencies) -> Record | Refusal:
    """What was proposed under the same key, if it is the same."""
    found = await deps.improvements.get(record.improvement.id)
    if found is None or (found[0].title, found[0].improvement.target) != (record.title, record.improvement.target):
        reason = "something else was proposed under this key"
        return Refusal("key_reused", reason, "send another Idempotency-Key", "Idempotency-Key")
    return found[0]


def _new_id(key: str | None, by: Principal) -> str:
    """An id that nobody can guess, or the one that follows from whose key it is."""
    digest = secrets.token_hex(8) if key is None else hashlib.sha256(f"{by.id}:{key}".encode()).hexdigest()[:16]
    return f"imp-{digest}"


async def _unknown(complaints: tuple[str, ...], deps: Dependencies) -> Refusal | None:
    if len(complaints) > MAX_COMPLAINTS:
        return too_many()
    missing = sorted(set(complaints) - await deps.observations.known(complaints)) if complaints else []
    if not missing:
        return None
    reason = f"there is no complaint {missing[0]!r}" + (f", nor {len(missing) - 1} others" if missing[1:] else "")
    return Refusal("complaint_unknown", reason, "name complaints by their ids", "complaints")


def _outcome(change: Change | Refusal) -> str:
    return metrics.REFUSED if isinstance(change, Refusal) else metrics.TAKEN


def _counted(wanted: StepRequest, outcome: Record | Refusal) -> tuple[str, str]:
    """By which labels it is counted: an action that nobody knows is no label."""
    if isinstance(outcome, Refusal):
        return ("unknown" if outcome.code == "action_unknown" else wanted.action), metrics.REFUSED
    return wanted.action, metrics.TAKEN
