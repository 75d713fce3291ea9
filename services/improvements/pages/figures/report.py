"""/improvements/reports: the figures of a year in words, for people of the city, with a file of each table."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from services.improvements.application.periods import published_years
from services.improvements.application.report import YearReport, year_report
from services.improvements.domain.refusals import Refusal
from services.improvements.pages.site import site_of
from services.improvements.tables.tables import ReportInWords, csv_of, report_in_words
from web.frame import show
from web.problems import PageProblem
from web.routes import page_router, staff_of
from web.site import Reader

PATH = "/improvements/reports"
Year = Annotated[int, Path(ge=2000, le=2099)]
_CSV = "text/csv; charset=utf-8"


def create_router() -> APIRouter:
    """The routes of the list of years, of a year, and of its files."""
    router = page_router()
    router.add_api_route(PATH, show_years, methods=["GET", "HEAD"])
    router.add_api_route(f"{PATH}/{{year}}", show_report, methods=["GET", "HEAD"])
    router.add_api_route(f"{PATH}/{{year}}/{{name}}.csv", send_table, methods=["GET", "HEAD"])
    return router


async def show_years(http: Request) -> Response:
    """The years of which there is a report, the latest first."""
    reader, _ = await staff_of(http)
    words = reader.words("report")
    years = await published_years(site_of(http).deps)
    values = {"words": words, "units": reader.words("units"), "years": years}
    return show(http, reader, "figures/reports.html", words.years_title, values)


async def show_report(http: Request, year: Year) -> Response:
    """The report of a year."""
    reader, _ = await staff_of(http)
    report = await _report(http, reader, year)
    values = {"words": reader.words("report"), "report": report, "year": year}
    return show(http, reader, "figures/report.html", report.title, values)


async def send_table(http: Request, year: Year, name: str) -> Response:
    """All columns of one table, with codes and words."""
    reader, _ = await staff_of(http)
    report = await _report(http, reader, year)
    table = next((each for each in report.tables if each.name == name), None)
    if table is None:
        raise PageProblem("not_found")
    headers = {
        "Content-Disposition": f'attachment; filename="{table.name}-{year}.csv"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
    }
    return Response(csv_of(table), headers=headers, media_type=_CSV)


async def _report(http: Request, reader: Reader, year: int) -> ReportInWords:
    deps = site_of(http).deps
    found: YearReport | Refusal = await year_report(year, deps)
    if isinstance(found, Refusal):
        raise PageProblem("not_found")
    return report_in_words(year, found, reader.language, deps.city)
