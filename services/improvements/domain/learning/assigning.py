"""Assigns learning to units, and withdraws what was assigned. Neither moves a clock of the improvement action."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from contracts.improvement_events import LearningAssigned, LearningWithdrawn
from contracts.values import LearningUnit
from services.improvements.domain.actions import Step
from services.improvements.domain.changes import Change, header
from services.improvements.domain.improvement import Improvement
from services.improvements.domain.learning.assigned import Learning, Wanted
from services.improvements.domain.limits import LONGEST, too_far
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Organisation, Principal, reaches

MAX_LEARNING = 20
"""What one improvement action assigns, with what was withdrawn."""
MAX_PEOPLE = 100_000
MAX_ACTIVITY = 500
_IRI = re.compile(r"(?!mailto:)[A-Za-z][A-Za-z0-9+.-]*:[^\s@<>\"{}|\\^`]+", re.IGNORECASE)


def assign_learning(
    before: Improvement, step: Step, by: Principal, now: datetime, rules: Organisation
) -> Change | Refusal:
    """The improvement action with what is to be learned, or why not. Who acts reaches each unit that is to learn."""
    wanted = step.learning
    if wanted is None:
        reason = "it does not say what is to be learned"
        return Refusal("learning_missing", reason, "send the activity and its units in `learning`", "learning")
    if (refusal := next(_unfit(before, wanted, by, rules), None) or _wrong_day(step.due_at, now)) is not None:
        return refusal
    assert step.due_at is not None
    number = len(before.learning) + 1
    after = replace(before, seq=before.seq + 1)
    event = LearningAssigned(
        **header(after, LearningAssigned, now, by.actor, step.reason),
        number=number,
        activity=wanted.activity,
        units=tuple(LearningUnit(unit=each.unit, people=each.people) for each in wanted.units),
        due_at=step.due_at,
    )
    learning = Learning(number, event.id, wanted.activity, wanted.units, step.due_at, now)
    return Change(replace(after, learning=(*before.learning, learning)), (event,))


def withdraw_learning(
    before: Improvement, step: Step, by: Principal, now: datetime, rules: Organisation
) -> Change | Refusal:
    """The improvement action with what was assigned under `step.number` withdrawn, or why not."""
    found = next((each for each in before.learning if each.number == step.number), None)
    if found is None:
        reason = f"it has assigned no learning under the number {step.number}"
        return Refusal("learning_unknown", reason, "look at what it has assigned", "number")
    if found.is_withdrawn:
        return Refusal("learning_withdrawn", "it was withdrawn before", "nothing is to be done", "number")
    after = replace(before, seq=before.seq + 1)
    event = LearningWithdrawn(
        **header(after, LearningWithdrawn, now, by.actor, step.reason), number=found.number, activity=found.activity
    )
    withdrawn = replace(found, withdrawn_at=now, withdrawn_by=event.id)
    learning = tuple(withdrawn if each is found else each for each in before.learning)
    return Change(replace(after, learning=learning), (event,))


def _unfit(before: Improvement, wanted: Wanted, by: Principal, rules: Organisation) -> Iterator[Refusal]:
    if len(wanted.activity) > MAX_ACTIVITY or _IRI.fullmatch(wanted.activity) is None:
        reason = (
            f"an activity is named by an absolute IRI of at most {MAX_ACTIVITY} characters, which is no mail address"
        )
        yield Refusal(
            "activity_unfit", reason, "send its xAPI activity id, such as https://lms.example/course/7", _ACTIVITY
        )
    if not wanted.units:
        yield Refusal("units_missing", "no unit is to learn it", "name units with the number of their people", _UNITS)
    if any(not 1 <= each.people <= MAX_PEOPLE for each in wanted.units):
        reason = f"of each unit 1 to {MAX_PEOPLE} people are to learn it"
        yield Refusal("people_unfit", reason, "send the number of people, or leave the unit out", _UNITS)
    units = [each.unit for each in wanted.units]
    if (beyond := next((each for each in units if not reaches(by, each, rules)), None)) is not None:
        reason = f"your role may not assign learning to {beyond!r}"
        yield Refusal("not_allowed", reason, "name units within yours, or ask the bureau", _UNITS)
    yield from _twice(before, wanted.activity, units)
    if len(before.learning) >= MAX_LEARNING:
        reason = f"one improvement assigns at most {MAX_LEARNING} times"
        yield Refusal("too_many_learnings", reason, "name several units at once, or propose another improvement")


def _twice(before: Improvement, activity: str, units: list[str]) -> Iterator[Refusal]:
    known = {
        each.unit
        for learning in before.learning
        if learning.activity == activity and not learning.is_withdrawn
        for each in learning.units
    }
    twice = next((each for place, each in enumerate(units) if each in known or each in units[:place]), None)
    if twice is not None:
        reason = f"{twice!r} is to learn this already"
        yield Refusal("learning_twice", reason, "leave the unit out, or withdraw what was assigned before", _UNITS)


def _wrong_day(due_at: datetime | None, now: datetime) -> Refusal | None:
    if due_at is None:
        return Refusal("day_missing", "it needs a day", "say until when in `due_on`", "due_on")
    if due_at <= now:
        return Refusal("due_in_the_past", "the date is over already", "send a date in the future", "due_on")
    return too_far("due_on") if due_at > now + LONGEST else None


_ACTIVITY, _UNITS = "learning.activity", "learning.units"
