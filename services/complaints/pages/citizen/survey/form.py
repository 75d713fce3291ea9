"""From the survey's words to its form, and from its form to scores by element."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.values import SURVEY_ELEMENTS, AnsweredVia
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.survey import SCORES, elements_of
from web.forms import Form
from web.site import Reader

ACTION = "survey"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `field` names its radio buttons, each of `answers` is a score and its words, the lowest first."""

    field: str
    text: str
    answers: Sequence[tuple[int, str]]


def questions(reader: Reader) -> list[Question]:
    """The nine questions in the order of the regulation."""
    known = reader.words("survey").questions
    return [
        Question(field_of(element), known[element].text, list(zip(SCORES, known[element].answers, strict=True)))
        for element in SURVEY_ELEMENTS
    ]


def scores_in(form: Form) -> Mapping[str, int]:
    """The scores that were chosen, by element; what was not chosen, or is no score, is left out."""
    chosen = {element: form.text(field_of(element)) for element in SURVEY_ELEMENTS}
    return {element: int(text) for element, text in chosen.items() if text in map(str, SCORES)}


def errors_of(refusal: Refusal, reader: Reader) -> dict[str, str]:
    """What is to be said at each question that a refusal names."""
    words = reader.words("survey")
    return {
        field_of(element): words.missing.format(question=words.questions[element].text)
        for element in elements_of(refusal.fields)
    }


def answered_via(reader: Reader) -> AnsweredVia:
    """An officer who is signed in enters what somebody has answered at a counter or an event desk."""
    return AnsweredVia.PAGE if reader.session is None else AnsweredVia.COUNTER


def field_of(element: str) -> str:
    """The name of an element's radio buttons."""
    return f"score_{element}"
