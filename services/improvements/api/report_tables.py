"""/v1/reports/{year}/tables: the report of a year as tables in words, from which `tanggap report` writes its files."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chassis.http.json_bodies import JsonRoute
from services.improvements.api.dependencies import Caller, Deps
from services.improvements.api.problems import refused
from services.improvements.api.reports import Year
from services.improvements.application.report import year_report
from services.improvements.domain.refusals import Refusal
from services.improvements.tables.table import Table
from services.improvements.tables.tables import report_in_words

router = APIRouter(prefix="/v1/reports", tags=["reports"], route_class=JsonRoute)

Language = Annotated[str, Query(max_length=10, description="one of the city's; its first where it has none such")]
Value = str | int | float | bool | None


class ShownCell(BaseModel):
    """A value or a head in words; those of numbers stand to the right."""

    text: str
    is_number: bool


class TableView(BaseModel):
    """`columns` and `rows` are all of it, for a file; `heads` and `shown` what people read."""

    name: str
    title: str
    how: str = Field(description="how its figures are computed")
    columns: list[str]
    rows: list[list[Value]]
    heads: list[ShownCell]
    shown: list[list[ShownCell]]


class TablesView(BaseModel):
    """The report in one language. `intro` says how to read it, `none` stands where a table has no row."""

    year: int
    language: str
    title: str
    intro: list[str]
    none: str
    file: str
    tables: list[TableView]


@router.get("/{year}/tables")
async def read_tables(deps: Deps, _who: Caller, year: Year, language: Language = "") -> TablesView:
    """The tables of a year, for people of the city, with the names of the city and in its words."""
    found = await year_report(year, deps)
    if isinstance(found, Refusal):
        raise refused(found)
    known = deps.city.languages
    said_in = language if language in known else known[0]
    report = report_in_words(year, found, said_in, deps.city)
    return TablesView(
        year=year,
        language=said_in,
        title=report.title,
        intro=list(report.intro),
        none=report.none,
        file=report.file,
        tables=[_view(each) for each in report.tables],
    )


def _view(table: Table) -> TableView:
    return TableView(
        name=table.name,
        title=table.title,
        how=table.how,
        columns=table.file_columns,
        rows=table.file_rows,
        heads=[ShownCell(text=each.said, is_number=each.is_number) for each in table.heads],
        shown=[[ShownCell(text=cell.said, is_number=cell.is_number) for cell in row] for row in table.shown_rows],
    )
