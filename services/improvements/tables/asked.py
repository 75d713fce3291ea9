"""What people ask for, and what the public was asked."""

from services.improvements.application.report import YearReport
from services.improvements.domain.needs import NeedCount
from services.improvements.tables.saying import ReportSaying
from services.improvements.tables.table import Row, Table

_STAND = ("open", "answered", "otherwise")


def needs(report: YearReport, saying: ReportSaying) -> Table:
    """What complaints ask for because there is none: over the whole city, then by district."""
    rows = [row for each in report.year.edition.needs for row in _of_need(each, saying)]
    columns = ("need", "area", "complaints", *_STAND, "first_on", "last_on")
    return saying.table("needs", columns, columns, rows)


def questions(report: YearReport, saying: ReportSaying) -> Table:
    """How often each answer was given to the questions that ended in the year."""
    language = saying.wording.language
    rows: list[Row] = []
    for question, numbers in report.questions:
        text = question.text.get(language, "")
        rows += [
            {
                "question": saying.plain(text),
                "last_on": saying.day(question.last),
                "answer": saying.plain(answer.get(language, "")),
                "answers": saying.number(number),
            }
            for answer, number in zip(question.answers, numbers, strict=True)
        ]
    columns = ("question", "last_on", "answer", "answers")
    return saying.table("questions", columns, columns, rows)


def _of_need(count: NeedCount, saying: ReportSaying) -> list[Row]:
    nothing, need = saying.nothing(), saying.need(count.need)
    parts = count.stand.parts if count.stand else (None, None, None)
    whole: Row = {
        "need": need,
        "area": nothing,
        "complaints": saying.number(count.number),
        **{name: saying.number(number) for name, number in zip(_STAND, parts, strict=True)},
        "first_on": saying.day(count.first_on),
        "last_on": saying.day(count.last_on),
    }
    places = [
        dict.fromkeys((*_STAND, "first_on", "last_on"), nothing)
        | {"need": need, "area": saying.area(place.area), "complaints": saying.number(place.number)}
        for place in count.places
        if place.area is not None
    ]
    return [whole, *places]
