"""Takes a step on a complaint: it is kept with its event in one write, or refused with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from contracts.topics import COMPLAINTS
from contracts.values import AnsweredVia
from services.complaints import metrics
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import NotFound, NotYours, about, find
from services.complaints.domain.actions import ACTIONS, GIVEN, Action, Step, actions_of
from services.complaints.domain.answering import is_first_response
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import Change
from services.complaints.domain.lifecycle import act as decide
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.domain.rules import possible_actions
from services.complaints.domain.steps import Credit
from services.complaints.record import Record, Remark
from services.complaints.timeline import known_events

_ATTEMPTS = 3
"""Whoever names no version has a step that was overtaken decided anew, on what is found then."""


@dataclass(frozen=True, slots=True)
class StepRequest:
    """What somebody wants to do. `versions` are those that they have seen; None: whatever the complaint is by now.

    `note` is for officers, `message` from officers to the complainant, `text` from the complainant to the officers.
    `scores` are those of the survey by element, answered `via` what is named. `once` is a key under which `act_once`
    takes the step a single time.
    """

    complaint_id: str
    action: str
    by: Principal
    versions: frozenset[int] | None = None
    reason: str | None = None
    to_unit: str | None = None
    to_person: str | None = None
    category: str | None = None
    area: str | None = None
    policy: str | None = None
    promised_until: datetime | None = None
    stars: int | None = None
    scores: Mapping[str, int] | None = None
    via: AnsweredVia = AnsweredVia.CHANNEL
    credit: Credit | None = None
    into: str | None = None
    note: str | None = None
    message: str | None = None
    text: str | None = None
    once: str | None = None
    trace: str | None = None

    def step(self, action: Action, original: Complaint | None = None) -> Step:
        """What the rules know of it: everything but what people wrote. `original` is the complaint `into` which."""
        given = {name: getattr(self, name) for name in GIVEN}
        texts = frozenset(name for name in ("note", "message", "text") if getattr(self, name))
        return Step(
            action, self.by, self.reason, **given, via=self.via, original=original, texts=texts, trace=self.trace
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """The step is durably kept. `possible_actions` are those of the same principal from here on."""

    name: ClassVar[str] = "taken"
    complaint: Complaint
    possible_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The complaint is no longer as it was seen; nothing has changed."""

    name: ClassVar[str] = "overtaken"


@dataclass(frozen=True, slots=True)
class TakenBefore:
    """A step was taken under the same key before; nothing has changed now."""

    name: ClassVar[str] = "taken_before"
    complaint: Complaint


StepOutcome = Taken | Overtaken | Refusal | NotFound | NotYours


async def act(wanted: StepRequest, deps: Dependencies) -> StepOutcome:
    """Take the step. Raises `StoreUnavailable`: then it may or may not have been taken, and reading it will tell."""
    action = ACTIONS.get(wanted.action)
    if action is None:
        known = ", ".join(actions_of(wanted.by)) or "none"
        return Refusal("action_unknown", "there is no such action", f"use one of: {known}")
    outcome = await _act(wanted, action, deps)
    metrics.actions.labels(action.name, outcome.name).inc()
    return outcome


async def act_once(wanted: StepRequest, deps: Dependencies) -> StepOutcome | TakenBefore:
    """Take a step that carries `once`, unless one was taken under that key: so it may be asked for again at any time.

    The key is kept in the same write as the step, and that write fails if anybody has written since the key was looked
    for. Raises `StoreUnavailable` as `act` does.
    """
    for _ in range(_ATTEMPTS):
        found = await find(wanted.complaint_id, wanted.by, deps)
        if not isinstance(found, Record):
            return found
        if wanted.once in found.done_once:
            return TakenBefore(found.complaint)
        outcome = await act(replace(wanted, versions=frozenset({found.complaint.version})), deps)
        if not isinstance(outcome, Overtaken):
            return outcome
    return Overtaken()


async def act_on_seen(wanted: StepRequest, deps: Dependencies) -> StepOutcome | TakenBefore:
    """Take a step that carries `once` on one of the `versions` that were seen. A form that is sent twice takes it a
    single time, and is told so the second time. Raises `StoreUnavailable` as `act` does.
    """
    outcome = await act(wanted, deps)
    if not isinstance(outcome, Overtaken):
        return outcome
    found = await find(wanted.complaint_id, wanted.by, deps)
    if isinstance(found, Record) and wanted.once in found.done_once:
        return TakenBefore(found.complaint)
    return outcome


async def _act(wanted: StepRequest, action: Action, deps: Dependencies) -> StepOutcome:
    for _ in range(_ATTEMPTS if wanted.versions is None else 1):
        found = await find(wanted.complaint_id, wanted.by, deps)
        if not isinstance(found, Record):
            return found
        if wanted.versions is not None and found.complaint.version not in wanted.versions:
            return Overtaken()
        outcome = await _take(found, wanted, action, deps)
        if not isinstance(outcome, Overtaken):
            return outcome
    return Overtaken()


async def _take(found: Record, wanted: StepRequest, action: Action, deps: Dependencies) -> Taken | Overtaken | Refusal:
    before, now = found.complaint, deps.clock()
    decided = await _decided(before, wanted, action, now, deps)
    if not isinstance(decided, Change):
        return decided
    change = decided
    after = change.complaint
    body, remark = COMPLAINTS.encode(change.event), _remark(after, wanted)
    if not await deps.store.advance(before, after, body, now, remark, wanted.once):
        return Overtaken()
    deps.wake()
    about(after.id, change.event.id)
    _measure(found, change, deps)
    return Taken(after, possible_actions(after, wanted.by, now, deps.city))


async def _decided(
    before: Complaint, wanted: StepRequest, action: Action, now: datetime, deps: Dependencies
) -> Change | Refusal | Overtaken:
    """What the rules make of it. A complaint that others are merged into knows so before any of them is."""
    for _ in range(_ATTEMPTS):
        original = await deps.store.duplicates.get(wanted.into) if wanted.into is not None else None
        change = decide(before, wanted.step(action, original), now, deps.city)
        if isinstance(change, Refusal) or original is None or original.has_duplicates:
            return change
        if await deps.store.duplicates.adopt(original):
            return change
    return Overtaken()


def _measure(found: Record, change: Change, deps: Dependencies) -> None:
    """How long the complainant has waited for the first response, if it is one."""
    before, event = found.complaint, change.event
    if is_first_response(before, event, known_events(found.events)):
        unit = before.unit or deps.city.triage_unit
        metrics.responded(unit, event.occurred_at - before.routing_input.filed_at)


def _remark(after: Complaint, wanted: StepRequest) -> Remark | None:
    given = (wanted.note, wanted.message, wanted.text)
    return Remark(after.seq, *given) if any(given) else None
