"""All tables of the report, in the order in which they are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chassis.spreadsheets import BYTE_ORDER_MARK, line
from contracts.small_numbers import K
from services.improvements.application.report import YearReport
from services.improvements.city import City
from services.improvements.tables import asked, counts, surveyed, units, work
from services.improvements.tables.saying import ReportSaying
from services.improvements.tables.table import Table

_TABLES: Sequence[Callable[[YearReport, ReportSaying], Table]] = (
    counts.by_category,
    counts.by_unit,
    counts.by_month,
    units.performance,
    units.trends,
    surveyed.satisfaction,
    surveyed.elements,
    work.findings,
    work.improvements,
    work.effects,
    asked.needs,
    asked.questions,
    units.recognition,
    units.notes,
)


@dataclass(frozen=True, slots=True)
class ReportInWords:
    """`intro` says how to read all tables; `none` stands where a table has no row, `file` beside its file."""

    title: str
    intro: Sequence[str]
    none: str
    file: str
    tables: Sequence[Table]


def report_in_words(year: int, report: YearReport, language: str, city: City) -> ReportInWords:
    """The report of a year in a language."""
    saying = ReportSaying.of(language, city)
    words, edition = saying.words, report.year.edition
    return ReportInWords(
        title=words.title.format(year=year),
        intro=(
            words.made.format(day=saying.wording.day(edition.as_of), city=city.name.in_language(language)),
            words.order,
            words.small.format(k=K),
            *filter(None, [saying.wording.counted(words.silent, edition.report.days_without_data)]),
        ),
        none=words.none,
        file=words.file,
        tables=[make(report, saying) for make in _TABLES],
    )


def csv_of(table: Table) -> str:
    """The whole table as a file that spreadsheet programs open."""
    return BYTE_ORDER_MARK + line(table.file_columns) + "".join(line(row) for row in table.file_rows)
