"""Who is responsible? A pure decision for each event that asks for it; the answer always carries its reason.

`FINDERS` is where further ways of finding a unit belong (a polygon for the place, a classifier for the words): each
takes the routing input and the city and returns a finding or None; the first finding counts, and without any the
triage desk decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from city.files.categories import CategoriesFile
from city.files.city import CityFile
from city.files.policies import PoliciesFile
from city.files.routing import RoutingFile
from city.files.units import UnitsFile
from city.files.words import WordsFile
from contracts.events import (
    AssignmentEvent,
    ComplaintAssigned,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintSentToTriage,
    ComplaintTransferred,
    Event,
)
from contracts.ids import event_id
from contracts.values import Method, Reason, RoutingInput
from services.routing.domain.policies import Policies
from services.routing.domain.rules import Rulebook


@dataclass(frozen=True)
class RoutingFiles:
    """The files of a city that routing reads. Words are checked only: complaints come with those that were found."""

    city: CityFile
    units: UnitsFile
    categories: CategoriesFile
    words: WordsFile
    policies: PoliciesFile
    routing: RoutingFile


@dataclass(frozen=True)
class City:
    """What routing knows of a city: rules, policies, its units with their calendars, and the triage desk."""

    rulebook: Rulebook
    policies: Policies
    calendars: Mapping[str, str]
    categories: frozenset[str]
    triage_unit: str

    @classmethod
    def of(cls, files: RoutingFiles, version: str) -> "City":
        """The city of these files; `version` travels with every policy."""
        return cls(
            rulebook=Rulebook.of(files.routing),
            policies=Policies.of(files.policies, files.categories, files.units, version),
            calendars={unit.id: unit.calendar for unit in files.units.units},
            categories=frozenset(category.code for category in files.categories.categories),
            triage_unit=files.city.triage_unit,
        )


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
    """An event that asks who is responsible."""

    cause: ComplaintEvent
    routing_input: RoutingInput
    previous: str | None


def assign(event: Event, city: City) -> AssignmentEvent | None:
    """The assignment that follows from an event of a complaint, or None when it asks for none."""
    match event:
        case ComplaintFiled():
            return _filed(Question(event, event.routing_input, None), city)
        case ComplaintTransferred():
            return _transferred(event, Question(event, event.routing_input, event.from_unit), city)
        case ComplaintReopened():
            finding = Finding(event.unit, Method.REOPENED, Reason(code="same_unit_again", matched=(event.unit,)))
            return _assigned(Question(event, event.routing_input, event.unit), finding, city)
    return None


def _filed(question: Question, city: City) -> AssignmentEvent:
    for find in FINDERS:
        if finding := find(question.routing_input, city):
            return _assigned(question, finding, city)
    return _triaged(question, _why_not_found(question.routing_input, city), city)


def _transferred(event: ComplaintTransferred, question: Question, city: City) -> AssignmentEvent:
    reason = _why_not_there(event, city)
    if reason is not None or event.to_unit is None:
        return _triaged(question, reason or Reason(code="no_unit_named", matched=(f"from:{event.from_unit}",)), city)
    finding = Finding(
        event.to_unit, Method.TRANSFER, Reason(code="named_by_unit", matched=(f"from:{event.from_unit}",))
    )
    return _assigned(question, finding, city)


def _why_not_there(event: ComplaintTransferred, city: City) -> Reason | None:
    limit = event.max_transfers
    if limit is None:
        limit = city.policies.max_transfers(event.routing_input.category)
    if event.transfers > limit and event.from_unit != city.triage_unit:
        return Reason(code="too_many_transfers", matched=(f"transfers:{event.transfers}",))
    if event.to_unit is not None and event.to_unit not in city.calendars:
        return Reason(code="unknown_unit", matched=(f"to:{event.to_unit}",))
    return None


def _why_not_found(routing_input: RoutingInput, city: City) -> Reason:
    if routing_input.category is None:
        return Reason(code="no_rule_without_category", matched=tuple(f"word:{word}" for word in routing_input.words))
    if routing_input.category not in city.categories:
        return Reason(code="unknown_category", matched=())
    return Reason(code="no_rule_for_category", matched=(f"category:{routing_input.category}",))


def _assigned(question: Question, finding: Finding, city: City) -> AssignmentEvent:
    calendar = city.calendars.get(finding.unit)
    if calendar is None:
        return _triaged(question, Reason(code="unknown_unit", matched=(f"unit:{finding.unit}",)), city)
    if finding.unit == city.triage_unit:
        return _triaged(question, finding.reason, city)
    policy = city.policies.for_category(question.routing_input.category, calendar)
    return ComplaintAssigned(
        **_common(question), unit=finding.unit, reason=finding.reason, policy=policy, method=finding.method
    )


def _triaged(question: Question, reason: Reason, city: City) -> ComplaintSentToTriage:
    policy = city.policies.for_triage(city.calendars[city.triage_unit])
    return ComplaintSentToTriage(**_common(question), unit=city.triage_unit, reason=reason, policy=policy)


def _common(question: Question) -> dict[str, Any]:
    """What both answers share. One cause has one answer, so both kinds have the same id."""
    return {
        "id": event_id(question.cause.id, "assignment"),
        "subject": question.cause.subject,
        "occurred_at": question.cause.occurred_at,
        "cause": question.cause.id,
        "trace": question.cause.trace,
        "assignment_number": question.cause.assignment_number + 1,
        "previous_unit": question.previous,
        "filed_at": question.routing_input.filed_at,
        "category": question.routing_input.category,
        "area": question.routing_input.area,
    }
