"""The forms of the steps that somebody may take on an improvement now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.improvements.application.improve import StepRequest
from services.improvements.domain.actions import ACTIONS, possible_actions
from services.improvements.domain.improvement import Improvement
from services.improvements.domain.limits import MAX_MOVES
from services.improvements.domain.rights import Principal
from services.improvements.pages.entered import day_in
from services.improvements.pages.learning_form import ASSIGN, WITHDRAW
from services.improvements.pages.wording import Wording
from web.forms import Form

_MORE: Mapping[str, tuple[str, ...]] = {"postpone": ("due_on",), "link": ("complaints",)}


@dataclass(frozen=True, slots=True)
class StepForm:
    """A form; `reasons` are their codes with the words, `fields` what else it asks for."""

    name: str
    title: str
    reasons: Sequence[tuple[str, str]]
    fields: Sequence[str]


def forms_of(improvement: Improvement, who: Principal, wording: Wording) -> tuple[list[StepForm], list[str]]:
    """The forms, and why a step that looks possible is not offered. Learning has forms of its own."""
    words = wording.words
    withheld = _withheld(improvement, who, wording)
    forms = [
        StepForm(
            name=name,
            title=words.actions[name],
            reasons=[(code, words.reasons[code]) for code in ACTIONS[name].reasons],
            fields=_MORE.get(name, ()),
        )
        for name in possible_actions(improvement, who, wording.city)
        if name not in withheld and name not in (ASSIGN, WITHDRAW)
    ]
    return forms, list(withheld.values())


def fields_of(action: str) -> dict[str, str]:
    """The ids of the fields of a form, by what a refusal calls them."""
    reason = ("reason",) if ACTIONS[action].reasons else ()
    return {name: f"{action}-{name}" for name in (*reason, *_MORE.get(action, ()), "text")}


def step_in(form: Form, improvement_id: str, action: str) -> StepRequest:
    """The step that was sent. A reason that the form does not offer is none, and so is a day that there is not."""
    fields = fields_of(action)
    typed = {name: form.text(place) for name, place in fields.items()}
    reason = typed.get("reason", "")
    return StepRequest(
        improvement_id,
        action,
        reason=reason if reason in ACTIONS[action].reasons else None,
        due_on=day_in(typed.get("due_on", "")),
        complaints=tuple(typed.get("complaints", "").split()),
        text=typed["text"],
    )


def typed_in(form: Form, action: str) -> dict[str, str]:
    """What was typed, by the ids of the fields."""
    return {place: form.text(place) for place in fields_of(action).values()}


def _withheld(improvement: Improvement, who: Principal, wording: Wording) -> dict[str, str]:
    possible = possible_actions(improvement, who, wording.city)
    withheld = {}
    if "agree" in possible and who.id == improvement.proposed_by:
        withheld["agree"] = str(wording.words.own_proposal)
    if "postpone" in possible and improvement.moves >= MAX_MOVES and who.role != "leader":
        withheld["postpone"] = wording.words.moved_often.format(n=improvement.moves)
    return withheld
