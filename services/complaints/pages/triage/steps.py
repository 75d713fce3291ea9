"""What the triage desk does with one complaint, from a form to a step of the use cases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services.complaints.application.act import StepOutcome, StepRequest, Taken, act
from services.complaints.application.read import Found, read
from services.complaints.domain.free_text import WrongText, proper_text
from services.complaints.pages.outcomes import version_in
from services.complaints.pages.triage.decider import Decider
from web.forms import Form

MAX_MESSAGE = 4_000


@dataclass(frozen=True, slots=True)
class Entered:
    """A form as it was sent; `errors` are by field, in the reader's language."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


_FIELDS = ("reason", "message", "note", "into", "category", "area", "to_unit", "other_unit")


def entered(form: Form) -> Entered:
    """What was typed and chosen, still to be checked."""
    return Entered({name: form.text(name) for name in _FIELDS})


def text_of(given: Entered, name: str, words: Any, is_needed: bool = True) -> str | None:
    """A text that people will read; what is wrong with it is noted among the errors."""
    typed = given.values[name]
    if not typed:
        if is_needed:
            given.errors[name] = words.errors[name]
        return None
    try:
        return proper_text(typed)
    except WrongText as error:
        given.errors[name] = words.errors.text.format(**error.values)
        return None


def one_of(given: Entered, name: str, words: Any) -> str | None:
    """What has to be chosen."""
    if not given.values[name]:
        given.errors[name] = words.errors[name]
    return given.values[name] or None


def unit_of(given: Entered) -> str | None:
    """The unit that was chosen: one of the list comes before one of those that keys choose."""
    return given.values["other_unit"] or given.values["to_unit"] or None


Wanted = Callable[[StepRequest, Entered, Any], StepRequest]


def _assign(step: StepRequest, given: Entered, words: Any) -> StepRequest:
    unit, note = unit_of(given), text_of(given, "note", words, is_needed=False)
    if unit is None:
        given.errors["to_unit"] = words.errors.to_unit
    return replace(step, action="transfer", reason="triage_decision", to_unit=unit, note=note)


def _uphold(step: StepRequest, given: Entered, words: Any) -> StepRequest:
    return replace(step, action="uphold", note=text_of(given, "note", words, is_needed=False))


def _ask(step: StepRequest, given: Entered, words: Any) -> StepRequest:
    reason, message = one_of(given, "reason", words), text_of(given, "message", words)
    return replace(step, action="request_information", reason=reason, message=message)


def _reject(step: StepRequest, given: Entered, words: Any) -> StepRequest:
    reason, message = one_of(given, "reason", words), text_of(given, "message", words)
    return replace(step, action="reject", reason=reason, message=message)


def _merge(step: StepRequest, given: Entered, words: Any) -> StepRequest:
    into, reason = one_of(given, "into", words), one_of(given, "reason", words)
    return replace(step, action="merge", into=into, reason=reason, note=text_of(given, "note", words, is_needed=False))


def _correct(step: StepRequest, given: Entered, words: Any) -> StepRequest:
    category, area = (given.values[name] or None for name in ("category", "area"))
    if category is None and area is None:
        given.errors["category"] = words.errors.category
    return replace(step, action="reclassify", reason=one_of(given, "reason", words), category=category, area=area)


STEPS: Mapping[str, Wanted] = {
    "assign": _assign,
    "uphold": _uphold,
    "ask": _ask,
    "reject": _reject,
    "merge": _merge,
    "correct": _correct,
}
"""What each form of a complaint's page asks for, by the end of its address."""
ACTION_OF: Mapping[str, str] = {
    "assign": "transfer",
    "uphold": "uphold",
    "ask": "request_information",
    "reject": "reject",
    "merge": "merge",
    "correct": "reclassify",
}


def wanted(
    name: str, complaint_id: str, form: Form, trace: str | None, decider: Decider
) -> tuple[StepRequest, Entered]:
    """The step that a form asks for, on the version that it was made for."""
    given = entered(form)
    step = StepRequest(complaint_id, "", by=decider.who, versions=version_in(form.text("version")), trace=trace)
    if given.values["area"] and given.values["area"] not in decider.deps.city.areas:
        given.errors["area"] = decider.words.errors.area
    return STEPS[name](step, given, decider.words), given


async def take(step: StepRequest, decider: Decider) -> tuple[StepOutcome, bool]:
    """Take it; and whether something was taken before it that stands all the same.

    Who asks the complainant has taken the complaint on: where that has not been said yet, it is said first.
    """
    if step.action != "request_information":
        return await act(step, decider.deps), False
    first = await _taken_on(step, decider)
    if first is not None and not isinstance(first, Taken):
        return first, False
    if first is None:
        return await act(step, decider.deps), False
    asked = await act(replace(step, versions=frozenset({first.complaint.version})), decider.deps)
    return asked, not isinstance(asked, Taken)


async def _taken_on(step: StepRequest, decider: Decider) -> StepOutcome | None:
    """The step before a question; None where it is not needed, or where the question itself says what is wrong."""
    found = await read(step.complaint_id, decider.who, decider.deps)
    possible = found.possible_actions if isinstance(found, Found) else ()
    if step.action in possible or "acknowledge" not in possible:
        return None
    return await act(replace(step, action="acknowledge", reason=None, message=None), decider.deps)
