"""Files a complaint and takes its steps: `(complaint, step, now) -> Change`, or the `Refusal` that says why not."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events import ComplaintEvent, ComplaintFiled
from contracts.ids import event_id
from contracts.values import RoutingInput
from services.complaints.domain.actions import Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.effects import EFFECTS, SAID, Fields, Taking
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal
from services.complaints.domain.rules import refusal_of


@dataclass(frozen=True, slots=True)
class Change:
    """A complaint as it stands from now on, and the event that says so."""

    complaint: Complaint
    event: ComplaintEvent


def file(
    complaint_id: str,
    routing_input: RoutingInput,
    by: Principal,
    trace: str | None = None,
    *,
    language: str | None = None,
    wants_updates: bool = True,
    follows: str | None = None,
) -> Change | Refusal:
    """A new complaint; its event is dated `routing_input.filed_at`.

    `language` and `wants_updates` are the complainant's. One that `follows` another goes its way from the beginning.
    """
    if not by.rights.may_file:
        return Refusal("wrong_actor", "channels and officers file complaints", "ask one of them to file it")
    complaint = Complaint(complaint_id, routing_input, State.FILED, version=1, seq=1)
    if follows is not None:
        complaint = replace(complaint, state=State.DUPLICATE, duplicate_of=follows, is_follower=True)
    event = ComplaintFiled(
        id=event_id(complaint_id, ComplaintFiled.kind(), 1),
        subject=complaint_id,
        occurred_at=routing_input.filed_at,
        trace=trace,
        seq=1,
        assignment_number=0,
        actor=by.actor,
        routing_input=routing_input,
        language=language,
        wants_updates=wants_updates,
        duplicate_of=follows,
    )
    return Change(complaint, event)


def act(complaint: Complaint, step: Step, now: datetime, organisation: Organisation) -> Change | Refusal:
    """Take the step."""
    refusal = refusal_of(complaint, step, now, organisation)
    if refusal is not None:
        return refusal
    seq, target = complaint.seq + 1, step.action.target
    moved: Fields = {} if target is None else {"state": target, "state_seq": seq}
    taking = Taking(complaint, step, now, organisation)
    effect = EFFECTS[step.action.name](taking) if step.action.name in EFFECTS else {}
    after = replace(complaint, version=complaint.version + 1, seq=seq, **moved, **effect)
    return Change(after, _event(after, taking))


def _event(after: Complaint, taking: Taking) -> ComplaintEvent:
    before, step = taking.complaint, taking.step
    kind = step.action.event
    said = SAID[kind](after, taking) if kind in SAID else {}
    return kind(
        id=event_id(before.id, kind.kind(), after.seq),
        subject=before.id,
        occurred_at=taking.now,
        trace=step.trace,
        seq=after.seq,
        assignment_number=before.assignment_number,
        actor=step.by.actor,
        reason=step.reason or step.action.reasons[0],
        **said,
    )
