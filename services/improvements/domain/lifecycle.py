"""The life of an improvement action: which step is possible when, and what it changes.

A proposal and an agreed action are assignments to the unit that owns it, as complaints are assigned: from the policy
of the assignment sla derives the clocks. A date that is moved is a new assignment, so that its clock begins anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from contracts.improvement_events import (
    ImprovementAgreed,
    ImprovementDone,
    ImprovementEvent,
    ImprovementPostponed,
    ImprovementProposed,
)
from contracts.values import PolicySnapshot
from services.improvements.domain.actions import ACTIONS, Action, Proposal, Step, possible_actions
from services.improvements.domain.changes import Change, assigned, credit, header, link_to
from services.improvements.domain.improvement import Improvement, Moved, State
from services.improvements.domain.learning.assigning import assign_learning, withdraw_learning
from services.improvements.domain.limits import (
    LONGEST,
    MAX_COMPLAINTS,
    MAX_MOVES,
    not_allowed,
    too_far,
    too_many,
    unfit,
)
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Organisation, Principal, may


class Rules(Organisation, Protocol):
    """What the life of an action depends on, of a city."""

    def proposal_policy(self, unit: str) -> PolicySnapshot:
        """The clocks of a proposal to a unit."""
        ...

    def work_policy(self, unit: str, now: datetime, due_at: datetime, has_begun: bool) -> PolicySnapshot:
        """The clocks of an agreed action of a unit that is to be done by `due_at`, without those for beginning it."""
        ...


def propose(id_: str, wanted: Proposal, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    """A new improvement action, or why there is none. What its words are is checked by whoever keeps them."""
    if not may(by, "propose", wanted.unit, rules):
        return not_allowed("propose", "unit")
    if (refusal := unfit(wanted, now)) is not None:
        return refusal
    complaints = tuple(dict.fromkeys(wanted.complaints))
    improvement = Improvement(
        id=id_,
        seq=1,
        assignment_number=1,
        state=State.PROPOSED,
        action=wanted.action,
        unit=wanted.unit,
        about=wanted.about,
        target=wanted.target,
        starts_at=wanted.starts_at,
        due_at=wanted.due_at,
        proposed_at=now,
        proposed_by=by.id,
        findings=wanted.findings,
    )
    proposed = ImprovementProposed(
        **header(improvement, ImprovementProposed, now, by.actor, None, assignment_number=0),
        action=wanted.action,
        unit=wanted.unit,
        about=wanted.about,
        target=wanted.target,
        starts_at=wanted.starts_at,
        due_at=wanted.due_at,
        findings=wanted.findings,
    )
    waiting = assigned(improvement, "proposed", rules.proposal_policy(wanted.unit), now, proposed.id)
    linked = link_to(improvement, complaints, by.actor, now)
    return Change(linked.improvement, (proposed, waiting, *linked.events))


def act(before: Improvement, step: Step, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    """The step, or why it is not possible."""
    action = ACTIONS.get(step.action)
    if action is None:
        return Refusal("action_unknown", "there is no such action", f"use one of: {', '.join(ACTIONS)}", "action")
    if not may(by, step.action, before.unit, rules):
        return not_allowed(step.action, "action")
    if before.state not in action.from_states:
        possible = ", ".join(possible_actions(before, by, rules)) or "nothing"
        reason = f"an improvement that is {before.state.value.replace('_', ' ')} cannot be changed in this way"
        return Refusal("wrong_state", reason, f"you can: {possible}", "action")
    return _wrong_reason(step, action) or _TAKE.get(step.action, _plain)(before, step, by, now, rules)


def _wrong_reason(step: Step, action: Action) -> Refusal | None:
    known = ", ".join(action.reasons)
    if step.reason is None:
        return Refusal("reason_missing", "it needs a reason", f"give one of: {known}", "reason") if known else None
    if not known:
        return Refusal("reason_not_expected", "this step takes no reason", "leave it out", "reason")
    if step.reason not in action.reasons:
        return Refusal("reason_unknown", f"there is no reason {step.reason!r}", f"give one of: {known}", "reason")
    return None


def _plain(before: Improvement, step: Step, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    action = ACTIONS[step.action]
    after = replace(before, seq=before.seq + 1, state=action.to or before.state)
    return Change(after, (action.event(**header(after, action.event, now, by.actor, step.reason)),))


def _agree(before: Improvement, step: Step, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    if by.id == before.proposed_by:
        reason = "whoever has proposed it does not sign it off"
        return Refusal("own_proposal", reason, "let another leader decide")
    if before.due_at <= now:
        return Refusal("due_in_the_past", "its date is over already", "decline it, or have it proposed anew")
    after = replace(before, seq=before.seq + 1, state=State.AGREED, agreed_at=now)
    agreed = ImprovementAgreed(**header(after, ImprovementAgreed, now, by.actor, step.reason))
    return _to_be_done(after, agreed, "agreed", now, rules)


def _start(before: Improvement, step: Step, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    changed = _plain(before, step, by, now, rules)
    if isinstance(changed, Refusal):
        return changed
    return replace(changed, improvement=replace(changed.improvement, started_at=now))


def _postpone(before: Improvement, step: Step, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    if step.due_at is None:
        return Refusal("date_missing", "it needs the new date", "say until when in `due_on`", "due_on")
    if step.due_at <= max(now, before.due_at):
        return Refusal(
            "date_too_early", "the new date must be later than the present one", "send a later one", "due_on"
        )
    if step.due_at > now + LONGEST:
        return too_far("due_on")
    if before.moves >= MAX_MOVES and by.role != "leader":
        return Refusal("moved_too_often", f"it was moved {before.moves} times", "ask a leader to move it")
    moved = (*before.moved, Moved(now, before.due_at, step.due_at, step.reason))
    after = replace(before, seq=before.seq + 1, due_at=step.due_at, moved=moved)
    fields = header(after, ImprovementPostponed, now, by.actor, step.reason)
    postponed = ImprovementPostponed(**fields, due_at=step.due_at, moves=after.moves)
    return _to_be_done(after, postponed, "postponed", now, rules)


def _finish(before: Improvement, step: Step, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    after = replace(before, seq=before.seq + 1, state=State.DONE, done_at=now, started_at=before.started_at or now)
    done = ImprovementDone(**header(after, ImprovementDone, now, by.actor, step.reason))
    credited = credit(after, after.complaints, now)
    return Change(credited.improvement, (done, *credited.events))


def _link(before: Improvement, step: Step, by: Principal, now: datetime, rules: Rules) -> Change | Refusal:
    """Whoever is linked after it was done hears of it at once."""
    new = tuple(each for each in dict.fromkeys(step.complaints) if each not in before.complaints)
    if not new:
        reason = "none of these complaints is new to it" if step.complaints else "no complaint is named"
        return Refusal("nothing_to_link", reason, "name complaints that are not linked yet", "complaints")
    if len(before.complaints) + len(new) > MAX_COMPLAINTS:
        return too_many()
    linked = link_to(before, new, by.actor, now)
    if before.state is not State.DONE:
        return linked
    credited = credit(linked.improvement, new, now)
    return Change(credited.improvement, (*linked.events, *credited.events))


_TAKE: Mapping[str, Callable[[Improvement, Step, Principal, datetime, Rules], Change | Refusal]] = {
    "agree": _agree,
    "start": _start,
    "postpone": _postpone,
    "finish": _finish,
    "link": _link,
    "assign_learning": assign_learning,
    "withdraw_learning": withdraw_learning,
}


def _to_be_done(after: Improvement, cause: ImprovementEvent, why: str, now: datetime, rules: Rules) -> Change:
    after = replace(after, assignment_number=after.assignment_number + 1)
    policy = rules.work_policy(after.unit, now, after.due_at, after.started_at is not None)
    return Change(after, (cause, assigned(after, why, policy, now, cause.id)))
