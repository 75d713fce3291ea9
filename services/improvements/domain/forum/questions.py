"""A question to the public: what is asked, with which answers, from which day until which. It is never changed.

Who has made a mistake ends it with the reason and asks anew: nobody's answer is counted for words that they never read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from contracts.free_text import WrongText, proper_text
from services.improvements.domain.limits import not_allowed
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Organisation, Principal, may

MIN_ANSWERS, MAX_ANSWERS = 2, 8
MAX_QUESTION, MAX_ANSWER = 300, 120
LONGEST = timedelta(days=366)
END_REASONS = ("mistake", "decided", "no_longer_needed")
"""Why a question may be ended before its last day."""
Texts = Mapping[str, str]
"""A text in each language of the city."""


class Status(StrEnum):
    """Where a question stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Subject:
    """What it is about, where that is said: an improvement action, a unit, an area."""

    improvement: str | None = None
    unit: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """It was ended early."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """`asked_by` is the unit that asks. Days are those of the city, both included. Answers are known by their place."""

    id: str
    asked_by: str
    text: Texts
    answers: tuple[Texts, ...]
    first: date
    last: date
    asked_at: datetime
    subject: Subject = Subject()
    ended: Ended | None = None

    def status(self, today: date) -> Status:
        """Where it stands on a day of the city."""
        if self.ended is not None or today > self.last:
            return Status.CLOSED
        return Status.PLANNED if today < self.first else Status.OPEN


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to ask."""

    asked_by: str
    text: Texts
    answers: Sequence[Texts]
    first: date
    last: date
    subject: Subject = Subject()


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, and what the city has: the languages in which a question has to be there, and the day."""

    by: Principal
    organisation: Organisation
    languages: Sequence[str]
    today: date
    now: datetime


def ask(question_id: str, wanted: Wanted, asking: Asking) -> Question | Refusal:
    """A new question. The bureau asks for every unit, a head for the own unit and those below it."""
    if not may(asking.by, "ask", wanted.asked_by, asking.organisation):
        return not_allowed("ask", "asked_by")
    refusal = _wrong_days(wanted, asking.today) or _wrong_answers(wanted, asking.languages)
    if refusal is not None:
        return refusal
    text = _proper(wanted.text, asking.languages, MAX_QUESTION, "text")
    if isinstance(text, Refusal):
        return text
    answers = []
    for place, given in enumerate(wanted.answers):
        answer = _proper(given, asking.languages, MAX_ANSWER, f"answers.{place}")
        if isinstance(answer, Refusal):
            return answer
        answers.append(answer)
    return Question(
        question_id, wanted.asked_by, text, tuple(answers), wanted.first, wanted.last, asking.now, wanted.subject
    )


def end(question: Question, reason: str, asking: Asking) -> Question | Refusal:
    """The question, ended early. Ended again for the same reason it stays as it is."""
    if not may(asking.by, "ask", question.asked_by, asking.organisation):
        return not_allowed("ask", "id")
    if reason not in END_REASONS:
        return Refusal(
            "reason_unknown", f"there is no reason {reason!r}", f"use one of: {', '.join(END_REASONS)}", "reason"
        )
    if question.ended is not None and question.ended.reason == reason:
        return question
    if question.status(asking.today) is Status.CLOSED:
        return Refusal("question_closed", "it is closed already", "look at how it stands", "id")
    return replace(question, ended=Ended(asking.now, reason))


def unfit_answer(question: Question, answer: int, today: date) -> Refusal | None:
    """Why an answer is not taken; None when it is."""
    if question.status(today) is not Status.OPEN:
        return Refusal("question_not_open", "it takes no answers today", "look at its days", "id")
    if answer not in range(len(question.answers)):
        reason, remedy = f"there is no answer {answer}", f"send a number from 0 to {len(question.answers) - 1}"
        return Refusal("answer_unknown", reason, remedy, "answer")
    return None


def _wrong_days(wanted: Wanted, today: date) -> Refusal | None:
    if wanted.last < wanted.first:
        return Refusal("days_reversed", "its last day lies before its first", "give a later last day", "last")
    if wanted.first < today:
        return Refusal("day_over", "its first day is over", "begin today or later", "first")
    if wanted.last - wanted.first > LONGEST:
        return Refusal("question_too_long", "it would be open for more than a year", "give an earlier last day", "last")
    return None


def _wrong_answers(wanted: Wanted, languages: Sequence[str]) -> Refusal | None:
    if not MIN_ANSWERS <= len(wanted.answers) <= MAX_ANSWERS:
        reason = f"a question has {MIN_ANSWERS} to {MAX_ANSWERS} answers, not {len(wanted.answers)}"
        return Refusal("answers_number", reason, "give as many", "answers")
    for language in languages:
        said = [each.get(language, "").strip().casefold() for each in wanted.answers]
        if len(set(said)) < len(said) and all(said):
            return Refusal("answers_alike", f"two answers are the same in {language}", "tell them apart", "answers")
    return None


def _proper(texts: Texts, languages: Sequence[str], longest: int, field: str) -> Texts | Refusal:
    """The text in every language of the city and in no other."""
    found = {}
    for language in languages:
        try:
            found[language] = " ".join(proper_text(texts.get(language, "")).split())
        except WrongText as wrong:
            return Refusal(
                "wording_unfit", f"in {language}: {wrong}", "write it in every language", f"{field}.{language}"
            )
        if len(found[language]) > longest:
            return Refusal(
                "wording_unfit", f"it has more than {longest} characters", "shorten it", f"{field}.{language}"
            )
    return found
