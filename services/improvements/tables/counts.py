"""How many complaints there were, by category, unit and month."""

from collections.abc import Callable

from services.improvements.application.report import YearReport
from services.improvements.domain.editions import CATEGORY, MONTH, Counted
from services.improvements.tables.saying import ReportSaying
from services.improvements.tables.table import Cell, Row, Table

_NUMBERS = ("complaints", "promises", "kept", "kept_share")


def by_category(report: YearReport, saying: ReportSaying) -> Table:
    """Complaints of each category; the last word is for those that have none."""

    def named(group: str) -> Cell:
        return saying.category(group) if group else Cell(None, saying.words.without_category)

    return _counted("complaints_by_category", CATEGORY, named, report, saying)


def by_month(report: YearReport, saying: ReportSaying) -> Table:
    """Complaints of each month."""
    return _counted("complaints_by_month", MONTH, saying.month, report, saying)


def by_unit(report: YearReport, saying: ReportSaying) -> Table:
    """Complaints of each unit."""
    rows = [
        {"unit": saying.unit(each.unit), "complaints": saying.number(each.number)}
        for each in report.year.edition.report.units
    ]
    columns = ("unit", "complaints")
    return saying.table("complaints_by_unit", columns, columns, rows)


def _counted(name: str, table: str, named: Callable[[str], Cell], report: YearReport, saying: ReportSaying) -> Table:
    rows = [
        {table: named(each.group), **_numbers(each, saying)}
        for each in report.year.edition.counts
        if each.table == table
    ]
    columns = (table, *_NUMBERS)
    return saying.table(name, columns, columns, rows)


def _numbers(counted: Counted, saying: ReportSaying) -> Row:
    kept, promises = counted.kept, counted.promises
    return {
        "complaints": saying.number(counted.complaints),
        "promises": saying.number(promises),
        "kept": saying.number(kept),
        "kept_share": saying.share(None if kept is None or not promises else round(kept / promises, 3)),
    }
