"""The satisfaction index of a year and its quarters: of the city, its units and their categories."""

from services.improvements.application.report import YearReport
from services.improvements.domain.survey import Element, Index
from services.improvements.tables.saying import ReportSaying
from services.improvements.tables.table import Cell, Row, Table

_NUMBERS, _EXACT = ("answers", "needed"), ("index", "low", "high")
_INDEX = ("answers", "index", "low", "high", "grade", "is_grade_sure", "response_share", "needed", "is_enough")
_ELEMENTS = tuple(each.value for each in Element)


def satisfaction(report: YearReport, saying: ReportSaying) -> Table:
    """Each index that there is, and each group of too few answers without one."""
    rows = []
    for edition in (report.year.edition, *report.quarters):
        found = edition.satisfaction
        whole = Cell(None, saying.words.whole_city)
        head = {"period": saying.period(edition.name)}
        rows.append({**head, "unit": whole, "category": saying.nothing(), **_index(found.city, saying)})
        rows += [
            {
                **head,
                "unit": saying.unit(each.unit),
                "category": saying.category(each.category),
                **_index(each.index, saying),
            }
            for each in found.groups
        ]
    shown = ("period", "unit", "category", "answers", "index", "low", "high", "grade", "response_share", "is_enough")
    return saying.table("satisfaction", ("period", "unit", "category", *_INDEX, *_ELEMENTS), shown, rows)


def elements(report: YearReport, saying: ReportSaying) -> Table:
    """The mean score of the city in each of the nine elements."""
    rows = [
        {
            "period": saying.period(edition.name),
            "element": saying.code(element.value, saying.survey.elements),
            "score": saying.exact(edition.satisfaction.city.elements[element]),
        }
        for edition in (report.year.edition, *report.quarters)
        if edition.satisfaction.city is not None
        for element in Element
    ]
    columns = ("period", "element", "score")
    return saying.table("satisfaction_elements", columns, columns, rows)


def _index(index: Index | None, saying: ReportSaying) -> Row:
    if index is None:
        return {name: saying.nothing() for name in (*_INDEX, *_ELEMENTS)}
    grade = Cell(index.grade.value, f"{index.grade.value}: {saying.survey.grades[index.grade]}")
    return {
        **{name: saying.number(getattr(index, name)) for name in _NUMBERS},
        **{name: saying.exact(getattr(index, name)) for name in _EXACT},
        "grade": grade,
        "is_grade_sure": saying.yes_or_no(index.is_grade_sure),
        "response_share": saying.share(index.response_share),
        "is_enough": saying.yes_or_no(index.is_enough),
        **{each.value: saying.exact(index.elements[each]) for each in Element},
    }
