"""What a use case refuses, as a page says it: the status, and the words in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.improvements.application.forum.limits import RETRY_S
from services.improvements.domain.refusals import Refusal
from web.problems import PageProblem
from web.site import Reader

_FORBIDDEN = ("not_allowed", "own_proposal")
_NOT_NOW = (
    "wrong_state",
    "overtaken",
    "finding_closed",
    "moved_too_often",
    "too_many_notes",
    "question_closed",
    "question_not_open",
    "idea_answered",
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why what was sent has changed nothing: `said` of the whole, `errors` by the ids of fields, and what was typed."""

    status: int = 422
    said: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def trouble_of(refusal: Refusal, fields: Mapping[str, str], typed: Mapping[str, str], reader: Reader) -> Trouble:
    """`fields` are the ids of the form's fields by what a refusal calls them. What is not there has its own page."""
    if refusal.code == "not_found":
        raise PageProblem("not_found")
    if refusal.code == "too_many":
        raise PageProblem("too_many", RETRY_S)
    said = str(reader.words("refusals")[refusal.code])
    place = fields.get(refusal.field or "")
    if place is not None:
        return Trouble(_status(refusal), errors={place: said}, typed=typed)
    return Trouble(_status(refusal), said=said, typed=typed)


def _status(refusal: Refusal) -> int:
    if refusal.code in _FORBIDDEN:
        return 403
    return 409 if refusal.code in _NOT_NOW else 422
