"""/v1/reports: all figures of a year together, from which its report is written."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from contracts.small_numbers import is_small
from services.improvements.api import figure_schemas, figure_views, views
from services.improvements.api.dependencies import Caller, Deps
from services.improvements.api.problems import refused
from services.improvements.api.schemas import AboutBody, ImprovementView
from services.improvements.application.report import Became, YearReport, year_report
from services.improvements.city import City
from services.improvements.domain.findings import Finding, about_of
from services.improvements.domain.refusals import Refusal

router = APIRouter(prefix="/v1/reports", tags=["reports"])

Year = Annotated[int, Path(ge=2000, le=2099)]


class CountedView(BaseModel):
    """Complaints of a category or a month, their promises that are over, and those kept; null is not shown."""

    table: str
    group: str
    complaints: int | None
    promises: int | None
    kept: int | None


class ReportedFinding(BaseModel):
    """A finding and what became of it. Numbers of few complaints are null."""

    id: str
    pattern: str
    about: AboutBody
    found_on: date
    became: Became
    reason: str | None
    observed: int | None
    expected: float | None
    ratio: float


class ReportView(BaseModel):
    """All that a report of a year says. Nothing in it rests on so few complaints that it may not be published."""

    year: int
    city: dict[str, str]
    made_at: datetime
    units: figure_schemas.Units
    categories: dict[str, dict[str, str]]
    counts: list[CountedView]
    satisfaction: list[figure_schemas.SatisfactionView]
    findings: list[ReportedFinding]
    improvements: list[ImprovementView]


@router.get("/{year}")
async def read(deps: Deps, _who: Caller, year: Year) -> ReportView:
    """All figures of a year, for people of the city: findings are not public."""
    found = await year_report(year, deps)
    if isinstance(found, Refusal):
        raise refused(found)
    return _view(year, found, deps.city)


def _view(year: int, found: YearReport, city: City) -> ReportView:
    edition = found.year.edition
    languages = city.languages
    return ReportView(
        year=year,
        city={language: city.name.in_language(language) for language in languages},
        made_at=edition.made_at,
        units=figure_views.units_view(found.year, city),
        categories={
            code: {language: city.category_name(code, language) for language in languages} for code in city.categories
        },
        counts=[
            CountedView(**{name: getattr(each, name) for name in CountedView.model_fields}) for each in edition.counts
        ],
        satisfaction=[figure_views.satisfaction_view(each) for each in (edition, *found.quarters)],
        findings=[_finding(each, became) for each, became in found.findings],
        improvements=[views.public_view(each, city) for each in found.improvements],
    )


def _finding(finding: Finding, became: Became) -> ReportedFinding:
    pattern = finding.episode.pattern
    is_shown = not is_small((pattern.observed,))
    return ReportedFinding(
        id=finding.id,
        pattern=pattern.kind.value,
        about=AboutBody(**about_of(pattern).model_dump()),
        found_on=finding.episode.found_on,
        became=became,
        reason=finding.dismissed.reason if finding.dismissed else None,
        observed=pattern.observed if is_shown else None,
        expected=round(pattern.expected, 1) if is_shown else None,
        ratio=round(pattern.ratio, 2),
    )
