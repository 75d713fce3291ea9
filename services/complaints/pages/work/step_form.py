"""What somebody has entered for a step, read and checked as far as the rules do not check it themselves."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.complaints import texts
from services.complaints.domain import promises
from services.complaints.domain.actions import Action
from services.complaints.domain.free_text import MAX_EXTERNAL_ID, WrongText, proper_key, proper_text
from services.complaints.pages.work.fields import Field
from services.complaints.pages.work.steps import Situation, fields_of
from web.forms import Form

_NONCE = 64


@dataclass(frozen=True, slots=True)
class Entered:
    """`typed` is what was sent, `given` what a `StepRequest` takes of it; `errors` are by field, in words."""

    typed: Mapping[str, str]
    given: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def read_step(form: Form, action: Action, situation: Situation) -> Entered:
    """What was entered in the form of this action."""
    fields = fields_of(action, situation)
    typed = {each.name: form.text(each.name) for each in fields}
    given: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for each in fields:
        if not typed[each.name]:
            continue
        try:
            given[each.name] = _READERS.get(each.name, _choice)(typed[each.name], each, situation)
        except WrongText as error:
            errors[each.name] = " ".join(texts.of(situation.language).faults[error.code]).format(**error.values)
        except ValueError:
            errors[each.name] = situation.words.errors[each.kind]
    return Entered(typed, given, errors)


def once_of(form: Form, entered: Entered) -> str | None:
    """The name of this very form with what was typed in it; None where it has none of ours, and is not known again.

    Whoever goes back in the browser and writes something else in the same form has not sent the same twice.
    """
    name = form.text("once")
    if not 0 < len(name) <= _NONCE:
        return None
    typed = repr(sorted(entered.typed.items()))
    return f"page:{hashlib.sha256(f'{name} {typed}'.encode(errors='surrogatepass')).hexdigest()[:32]}"


def _choice(typed: str, of: Field, _: Situation) -> str:
    if typed not in (value for value, _ in of.options):
        raise ValueError(typed)
    return typed


def _text(typed: str, _field: Field, _: Situation) -> str:
    return proper_text(typed)


def _day(typed: str, _field: Field, situation: Situation) -> datetime:
    """The end of that day; what is too far off the rules say."""
    limit = situation.complaint.promise_limit(situation.now) if situation.complaint else None
    try:
        return promises.until(date.fromisoformat(typed), limit, situation.city.zone)
    except OverflowError as error:
        raise ValueError(typed) from error


def _id(typed: str, _field: Field, _: Situation) -> str:
    if len(typed) > MAX_EXTERNAL_ID:
        raise ValueError(typed)
    return proper_key(typed)


_READERS: Mapping[str, Callable[[str, Field, Situation], Any]] = {
    "message": _text,
    "note": _text,
    "promised_until": _day,
    "into": _id,
}
