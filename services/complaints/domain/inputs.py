"""Whether what was given with a step fits: nothing is missing, nothing is unexpected, and what is named exists."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from services.complaints.domain.actions import GIVEN, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import decides_for_triage
from services.complaints.domain.survey import wrong_scores

MAX_MOVES = 1
"""How often a promise may be moved."""


def wrong_input(complaint: Complaint, step: Step, now: datetime, organisation: Organisation) -> Refusal | None:
    """The first thing that is wrong with what was given, or None."""
    given = _Given(complaint, step, now, organisation)
    checks = (_wrong_reason, _missing, _unexpected, *_CHECKS.get(step.action.name, ()))
    return next((refusal for check in checks for refusal in check(given)), None)


class _Given(NamedTuple):
    complaint: Complaint
    step: Step
    now: datetime
    organisation: Organisation


def _wrong_reason(given: _Given) -> Iterator[Refusal]:
    step = given.step
    action, known = step.action, ", ".join(step.action.reasons)
    if step.reason is None and action.reason_required:
        yield Refusal("reason_required", f"{action.name} needs a reason", f"give one of: {known}", "reason")
    if step.reason is not None and step.reason not in action.reasons:
        yield Refusal("reason_unknown", f"{action.name} knows no such reason", f"give one of: {known}", "reason")
    if step.reason == "no_reply" and action.name == "reject" and not given.complaint.has_let_time_pass:
        yield Refusal(
            "not_asked_or_not_over",
            "the complainant was not asked, or may still reply",
            "ask with request_information, and wait until the time for a reply is over",
            "reason",
        )


_MISSING: Mapping[str, tuple[str, str]] = {
    "message": ("a message to the complainant", "write what was done and what happens next; GET /v1/replies helps"),
    "note": ("a note for colleagues", "write what they have to know"),
    "text": ("a text", "write it in your own words"),
    "to_unit": ("a unit", "name one of GET /v1/units, such as {unit}"),
    "policy": ("a policy", "name one of: {policies}"),
    "promised_until": ("a date", "promise a moment such as 2026-11-30T09:00:00Z"),
    "into": ("the complaint that it repeats", "give the id of an open complaint; `similar` names candidates"),
    "stars": ("one to five stars", "give a number from 1 to 5"),
    "credit": ("an improvement that is done", "name it, its kind and the unit that has done it"),
    "scores": ("nine scores", "give each of the nine elements a number from 1, not good, to 4, very good"),
}
"""What each field is called that an action may need, and what to give."""


def _missing(given: _Given) -> Iterator[Refusal]:
    step, organisation = given.step, given.organisation
    for name, (what, remedy) in _MISSING.items():
        is_given = name in step.texts if name not in GIVEN else getattr(step, name) is not None
        if name in step.action.needs and not is_given:
            examples = {"unit": next(iter(organisation.units)), "policies": ", ".join(organisation.policy_names)}
            yield Refusal(f"{name}_required", f"{step.action.name} needs {what}", remedy.format(**examples), name)


def _unexpected(given: _Given) -> Iterator[Refusal]:
    action = given.step.action
    for name in GIVEN:
        if getattr(given.step, name) is not None and name not in action.needs | action.takes:
            yield Refusal(f"{name}_not_expected", f"{action.name} takes no {name}", f"leave {name} out", name)


def _known_unit(given: _Given) -> Iterator[Refusal]:
    to_unit, units = given.step.to_unit, given.organisation.units
    if to_unit is not None and to_unit not in units:
        remedy = f"name one of GET /v1/units, such as {next(iter(units))}"
        yield Refusal("unit_unknown", "the city has no such unit", remedy, "to_unit")


def _another_unit(given: _Given) -> Iterator[Refusal]:
    if given.step.to_unit is not None and given.step.to_unit == given.complaint.unit:
        yield Refusal("same_unit", "the complaint is already there", "name another unit", "to_unit")


def _transferable(given: _Given) -> Iterator[Refusal]:
    complaint, to_unit = given.complaint, given.step.to_unit
    is_decision = decides_for_triage(given.step.by, given.organisation)
    if to_unit is None and is_decision:
        yield Refusal("to_unit_required", "the triage desk decides who it is", "name the unit", "to_unit")
    if to_unit in complaint.refused_by and to_unit != given.organisation.triage_unit and not is_decision:
        remedy = "leave to_unit out: then the triage desk decides"
        yield Refusal("refused_before", "that unit gave the complaint away before", remedy, "to_unit")


def _corrected(given: _Given) -> Iterator[Refusal]:
    step, known = given.step, given.complaint.routing_input
    if step.category is not None and step.category not in given.organisation.categories:
        example = next(iter(given.organisation.categories))
        yield Refusal(
            "category_unknown",
            "the city has no such category",
            f"name one of GET /v1/categories, such as {example}",
            "category",
        )
    if step.area is not None and not given.organisation.has_area(step.area):
        yield Refusal("area_unknown", "it is not an area of this city", "name one of GET /v1/areas", "area")
    if (step.category or known.category, step.area or known.area) == (known.category, known.area):
        yield Refusal(
            "nothing_corrected",
            "category and area are what they were",
            "give the category, the area or both as they should be",
            "category",
        )


def _delegable(given: _Given) -> Iterator[Refusal]:
    """Downwards, or to a person of the unit or below; whoever takes it back names nobody."""
    step, organisation = given.step, given.organisation
    unit = given.complaint.unit or ""
    if step.to_unit is not None and not organisation.is_within(step.to_unit, unit):
        remedy = f"name a unit below {unit}, or transfer the complaint"
        yield Refusal("unit_not_below", "work is delegated downwards only", remedy, "to_unit")
    if step.to_person is None:
        return
    belongs_to = organisation.staff.get(step.to_person)
    wanted = step.to_unit or unit
    if belongs_to is None or not organisation.is_within(belongs_to, wanted):
        remedy = f"name somebody who works for {wanted} or a unit below"
        yield Refusal("person_not_below", "nobody of that id works there", remedy, "to_person")


def _contributor(given: _Given) -> Iterator[Refusal]:
    to_unit = given.step.to_unit
    if to_unit == given.organisation.triage_unit:
        remedy = "name the unit whose part is needed"
        yield Refusal("triage_contributes_nothing", "the triage desk has no part of its own", remedy, "to_unit")
    if to_unit in given.complaint.contributors:
        yield Refusal("asked_already", "that unit was asked, and has not answered yet", "wait for its part", "to_unit")


def _known_policy(given: _Given) -> Iterator[Refusal]:
    if given.step.policy not in given.organisation.policy_names:
        remedy = f"name one of: {', '.join(given.organisation.policy_names)}"
        yield Refusal("policy_unknown", "the city has no such policy", remedy, "policy")


def _promise(given: _Given) -> Iterator[Refusal]:
    complaint, until, now = given.complaint, given.step.promised_until, given.now
    if until is None:
        return
    if until <= now:
        yield Refusal("promise_in_the_past", "that moment has passed", "promise a later one", "promised_until")
    limit = complaint.promise_limit(now)
    if limit is not None and until > limit:
        remedy = f"promise a moment until {limit.isoformat(timespec='seconds')}"
        yield Refusal("promise_too_far", "that is further ahead than the policy allows", remedy, "promised_until")
    if complaint.promised_until is not None:
        yield from _moved(given, complaint.promised_until, until)


def _moved(given: _Given, before: datetime, until: datetime) -> Iterator[Refusal]:
    if given.complaint.promise_moves >= MAX_MOVES:
        remedy = "answer the complaint; after silence the next level hears of it"
        yield Refusal("promise_moved_already", "a promise can be moved once", remedy, "promised_until")
    if until <= before:
        remedy = f"promise a moment after {before.isoformat(timespec='seconds')}"
        yield Refusal("promise_not_later", "an answer is promised until then already", remedy, "promised_until")
    if given.step.reason is None:
        known = ", ".join(given.step.action.reasons)
        yield Refusal("reason_required", "moving a promise needs a reason", f"give one of: {known}", "reason")


def _original(given: _Given) -> Iterator[Refusal]:
    original, own = given.step.original, given.complaint
    if original is None:
        remedy = "give the id of an open complaint of this city, as its own page shows it"
        yield Refusal("into_unknown", "there is no such complaint", remedy, "into")
    elif original.id == own.id:
        yield Refusal("into_itself", "that is this complaint", "give the id of the other one", "into")
    elif original.state is State.DUPLICATE:
        remedy = f"merge into {original.duplicate_of}"
        yield Refusal("into_duplicate", "that complaint is a duplicate itself", remedy, "into")
    elif not original.is_open:
        remedy = "answer this one as that one was answered, or reopen that one first"
        yield Refusal("into_closed", f"that complaint is {original.state.value}", remedy, "into")
    elif original.routing_input.mode != own.routing_input.mode:
        remedy = "merge complaints of the sandbox with each other only"
        yield Refusal("into_other_mode", "one of the two is of the sandbox, and the other is not", remedy, "into")


def _scores(given: _Given) -> Iterator[Refusal]:
    yield from wrong_scores(given.step.scores or {})


_CHECKS: Mapping[str, tuple[Callable[[_Given], Iterator[Refusal]], ...]] = {
    "transfer": (_known_unit, _another_unit, _transferable),
    "reclassify": (_corrected,),
    "delegate": (_known_unit, _delegable),
    "request_contribution": (_known_unit, _another_unit, _contributor),
    "change_policy": (_known_policy,),
    "acknowledge_escalation": (_promise,),
    "merge": (_original,),
    "rejoin": (_original,),
    "survey": (_scores,),
}
