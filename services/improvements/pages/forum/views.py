"""A question in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.improvements.application.forum.questions import Seen
from services.improvements.domain.forum.questions import Question, Status, Subject, Texts
from services.improvements.pages.wording import Wording
from services.improvements.pictures.bars import Bar, bars_of
from web.words import Words

_LOOKS = {Status.OPEN: "good", Status.PLANNED: "", Status.CLOSED: ""}


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question as it stands on a page; `details` are labels with what is said."""

    id: str
    text: str
    answers: Sequence[str]
    status: str
    look: str
    is_open: bool
    details: Sequence[tuple[str, str]]


def question_text(question: Question, status: Status, wording: Wording, words: Words) -> QuestionText:
    """How a question is read."""
    days = words.days.format(first=wording.day(question.first), last=wording.day(question.last))
    details = [
        (words.labels.asked_by, wording.city.unit_name(question.asked_by, wording.language)),
        (words.labels.days, days),
        *((words.labels.about, said) for said in _about(question.subject, wording)),
    ]
    if question.ended is not None:
        said = words.ended.format(day=wording.day_of(question.ended.at), reason=words.reasons[question.ended.reason])
        details.append((words.labels.ended, said))
    return QuestionText(
        id=question.id,
        text=_in(question.text, wording.language),
        answers=[_in(each, wording.language) for each in question.answers],
        status=words.status[status.value],
        look=_LOOKS[status],
        is_open=status is Status.OPEN,
        details=details,
    )


def result_of(seen: Seen, wording: Wording, words: Words) -> tuple[str, tuple[Bar, ...]] | None:
    """How many have answered, in a sentence and as bars; None where it is not shown."""
    if seen.counts is None:
        return None
    total = sum(seen.counts)
    counts = zip(seen.question.answers, seen.counts, strict=True)
    bars = bars_of(
        [(_in(each, wording.language), number, _number(number, total, wording, words)) for each, number in counts]
    )
    return wording.counted(words.total, total), bars


def _number(number: int, total: int, wording: Wording, words: Words) -> str:
    share = wording.share(number / total) if total else wording.share(0)
    return str(words.number.format(n=wording.number(number), share=share))


def _about(subject: Subject, wording: Wording) -> list[str]:
    city, language = wording.city, wording.language
    named = (
        (subject.unit, city.unit_name(subject.unit, language)),
        (subject.area, city.area_name(subject.area, language)),
    )
    return [name for known, name in named if known is not None]


def _in(texts: Texts, language: str) -> str:
    """The text for this reader; in the first language that it has where the city has a new one."""
    return texts.get(language) or next(iter(texts.values()))
