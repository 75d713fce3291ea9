"""/v1/satisfaction: the index of the satisfaction survey."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.improvements.api import figure_schemas as schemas
from services.improvements.api import figure_views as views
from services.improvements.api.dependencies import Deps
from services.improvements.api.problems import refused
from services.improvements.application import figures
from services.improvements.domain.refusals import Refusal

router = APIRouter(prefix="/v1/satisfaction", tags=["satisfaction"])

Quarter = Annotated[str, Query(max_length=10, description="a quarter such as 2026-1, or a year such as 2026")]
Unit = Annotated[str | None, Query(max_length=64, description="one unit alone")]


@router.get("")
async def satisfaction(deps: Deps, quarter: Quarter, unit: Unit = None) -> schemas.SatisfactionView:
    """The index of the city and of its units, in all and by category. Fewer than five answers are not shown."""
    edition = (unit and figures.known_unit(unit, deps)) or await figures.edition_of(quarter, deps, "quarter")
    if isinstance(edition, Refusal):
        raise refused(edition)
    return views.satisfaction_view(edition, unit)
