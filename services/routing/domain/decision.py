"""Who is responsible? A pure decision for each event that asks for it; the answer always carries its reason.

`FINDERS` is where further ways of finding a unit belong (a polygon for the place, a classifier for the words): each
takes the routing input and the city and returns a finding or None; the first finding counts, and without any the
triage desk decides.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from contracts.events import (
    AssignmentEvent,
    ComplaintAssigned,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReclassified,
    ComplaintReopened,
    ComplaintSentToTriage,
    ComplaintTransferred,
    Event,
    PolicyChanged,
)
from contracts.ids import event_id
from contracts.values import Method, PolicySnapshot, Reason, RoutingInput
from services.routing.domain.city import City


@dataclass(frozen=True)
class Finding:
    """A unit and why."""

    unit: str
    method: Method
    reason: Reason


Finder = Callable[[RoutingInput, City], Finding | None]


def by_rule(routing_input: RoutingInput, city: City) -> Finding | None:
    """What the rules of the city say."""
    rule = city.rulebook.find(routing_input)
    return Finding(rule.unit, Method.RULE, rule.reason(routing_input)) if rule else None


FINDERS: tuple[Finder, ...] = (by_rule,)


@dataclass(frozen=True)
class Question:
    """An event that asks who is responsible. `previous` is the unit that has had the complaint."""

    cause: ComplaintEvent
    routing_input: RoutingInput
    previous: str | None = None

    def continues_with(self, unit: str) -> bool:
        """Whether that unit goes on where it was: only what is known of the complaint has changed."""
        return isinstance(self.cause, ComplaintReclassified | PolicyChanged) and unit == self.previous


def assign(event: Event, city: City) -> AssignmentEvent | None:
    """The assignment that follows from an event of a complaint, or None when it asks for none."""
    match event:
        case ComplaintFiled():
            return _filed(event, city) if event.duplicate_of is None else None
        case ComplaintTransferred():
            return _transferred(event, city)
        case ComplaintReclassified():
            return _reclassified(event, city)
        case PolicyChanged():
            return _policy_changed(event, city)
        case ComplaintReopened():
            return _reopened(event, city)
    return None


def _filed(event: ComplaintFiled, city: City) -> AssignmentEvent:
    question = Question(event, event.routing_input)
    found = _find(event.routing_input, city)
    if found is None:
        return _triaged(question, _why_not_found(event.routing_input, city), city)
    return _assigned(question, found, city)


def _transferred(event: ComplaintTransferred, city: City) -> AssignmentEvent:
    question = Question(event, event.routing_input, event.from_unit)
    origin = (f"from:{event.from_unit}",)
    reason = _why_not_there(event, city)
    if reason is not None or event.to_unit is None:
        return _triaged(question, reason or Reason(code="no_unit_named", matched=origin), city)
    code = "decided_by_triage" if event.is_binding else "named_by_unit"
    return _assigned(question, Finding(event.to_unit, Method.TRANSFER, Reason(code=code, matched=origin)), city)


def _why_not_there(event: ComplaintTransferred, city: City) -> Reason | None:
    limit = event.max_transfers
    if limit is None:
        limit = city.policies.max_transfers(event.routing_input.category)
    # An older producer does not say that the triage desk has decided, only that it is the one who sends it on.
    is_decision = event.is_binding or event.from_unit == city.triage_unit
    if event.transfers > limit and not is_decision:
        return Reason(code="too_many_transfers", matched=(f"transfers:{event.transfers}",))
    if event.to_unit is not None and event.to_unit not in city.calendars:
        return Reason(code="unknown_unit", matched=(f"to:{event.to_unit}",))
    return None


def _reclassified(event: ComplaintReclassified, city: City) -> AssignmentEvent:
    """The rules decide about what is known now, unless the triage desk has decided, or the unit has refused before."""
    question = Question(event, event.routing_input, event.unit)
    kept = (f"unit:{event.unit}",)
    found = _find(event.routing_input, city)
    if event.is_binding:
        found = Finding(event.unit, Method.RECLASSIFIED, Reason(code="bound_by_triage", matched=kept))
    elif found is None and event.unit == city.triage_unit:
        return _triaged(question, _why_not_found(event.routing_input, city), city)
    elif found is None:
        found = Finding(event.unit, Method.RECLASSIFIED, Reason(code="no_rule_for_another_unit", matched=kept))
    elif found.unit != event.unit and found.unit in event.refused_by:
        reason = Reason(code="refused_before", rule=found.reason.rule, matched=(f"unit:{found.unit}",))
        return _triaged(question, reason, city)
    return _assigned(question, replace(found, method=Method.RECLASSIFIED), city)


def _policy_changed(event: PolicyChanged, city: City) -> AssignmentEvent:
    """The unit keeps it. A policy that the city no longer has changes nothing but the reason: its category's holds."""
    question = Question(event, event.routing_input, event.unit)
    is_known = city.policies.has(event.policy)
    code = "named_by_leader" if is_known else "unknown_policy"
    reason = Reason(code=code, matched=(f"policy:{event.policy}",))
    return _assigned(question, Finding(event.unit, Method.POLICY_CHANGED, reason), city)


def _reopened(event: ComplaintReopened, city: City) -> AssignmentEvent:
    question = Question(event, event.routing_input, event.unit)
    reason = Reason(code="same_unit_again", matched=(event.unit,))
    return _assigned(question, Finding(event.unit, Method.REOPENED, reason), city)


def _find(routing_input: RoutingInput, city: City) -> Finding | None:
    return next((found for find in FINDERS if (found := find(routing_input, city))), None)


def _why_not_found(routing_input: RoutingInput, city: City) -> Reason:
    if routing_input.category is None:
        return Reason(code="no_rule_without_category", matched=tuple(f"word:{word}" for word in routing_input.words))
    if routing_input.category not in city.categories:
        return Reason(code="unknown_category", matched=())
    return Reason(code="no_rule_for_category", matched=(f"category:{routing_input.category}",))


def _assigned(question: Question, finding: Finding, city: City) -> AssignmentEvent:
    if finding.unit not in city.calendars:
        return _triaged(question, Reason(code="unknown_unit", matched=(f"unit:{finding.unit}",)), city)
    if finding.unit == city.triage_unit:
        return _triaged(question, finding.reason, city)
    policy = _policy(question.routing_input, city.calendars[finding.unit], city)
    return ComplaintAssigned(
        **_common(question, finding.unit, policy, city), reason=finding.reason, method=finding.method
    )


def _triaged(question: Question, reason: Reason, city: City) -> ComplaintSentToTriage:
    """The triage desk has a policy of its own, unless a leader names another one while the complaint is there."""
    calendar = city.calendars[city.triage_unit]
    is_named = _sets_statutory(question.cause, city)
    policy = _policy(question.routing_input, calendar, city) if is_named else city.policies.for_triage(calendar)
    return ComplaintSentToTriage(**_common(question, city.triage_unit, policy, city), reason=reason)


def _policy(routing_input: RoutingInput, calendar: str, city: City) -> PolicySnapshot:
    """The one that a leader named, for as long as the city has it; without one, that of the category."""
    named = routing_input.policy
    if named is not None and city.policies.has(named):
        return city.policies.named(named, calendar)
    return city.policies.for_category(routing_input.category, calendar)


def _sets_statutory(cause: ComplaintEvent, city: City) -> bool:
    return isinstance(cause, PolicyChanged) and city.policies.has(cause.policy)


def _common(question: Question, unit: str, policy: PolicySnapshot, city: City) -> dict[str, Any]:
    """What both answers share. One cause has one answer, so both kinds have the same id."""
    return {
        "id": event_id(question.cause.id, "assignment"),
        "subject": question.cause.subject,
        "occurred_at": question.cause.occurred_at,
        "cause": question.cause.id,
        "trace": question.cause.trace,
        "assignment_number": question.cause.assignment_number + 1,
        "unit": unit,
        "previous_unit": question.previous,
        "filed_at": question.routing_input.filed_at,
        "category": question.routing_input.category,
        "area": question.routing_input.area,
        "channel": question.routing_input.channel,
        "policy": policy,
        "continues": question.continues_with(unit),
        "sets_statutory": _sets_statutory(question.cause, city),
        "mode": question.routing_input.mode,
    }
