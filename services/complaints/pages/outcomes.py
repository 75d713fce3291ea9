"""What is said of a step that was, or was not, taken."""

from services.complaints.application.act import Overtaken, StepOutcome, Taken
from services.complaints.application.read import NotFound, NotYours
from services.complaints.domain.refusals import Refusal
from web.problems import PageProblem
from web.words import Words


def in_words(outcome: StepOutcome, words: Words) -> str | None:
    """Why nothing was changed, and what to do; None where the step was taken. `words` has `refusals` by code."""
    match outcome:
        case Taken():
            return None
        case Overtaken():
            return str(words.refusals.overtaken)
        case NotFound() | NotYours():
            return str(words.refusals.elsewhere)
        case Refusal(reason=code):
            return str(words.refusals.get(code, words.refusals.other))


def version_in(typed: str) -> frozenset[int]:
    """The version that a form was made for; ends the request where it names none."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        raise PageProblem("invalid")
    return frozenset({int(typed)})
