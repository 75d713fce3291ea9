"""/v1/units: everybody may see how much every unit has open, and how much of it is overdue."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.complaints.api import examples, views
from services.complaints.api.dependencies import Deps
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.responses import UnitNumbers, Units
from services.complaints.application.read import count_open

router = APIRouter(prefix="/v1/units", tags=["everybody"])

UnitId = Annotated[str, Path(examples=["dinas-pu"])]


@router.get("", responses=examples.in_answer(200, examples.UNITS))
async def list_units(deps: Deps) -> Units:
    """All units with their open complaints by state."""
    counts = await count_open(deps.city.units, deps)
    return Units(units=[views.unit_numbers(unit, counts.get(unit.id)) for unit in deps.city.units.values()])


@router.get("/{unit_id}", responses=examples.in_answer(200, examples.UNIT))
async def read_unit(unit_id: UnitId, deps: Deps) -> UnitNumbers:
    """One unit with its open complaints by state."""
    unit = deps.city.units.get(unit_id)
    if unit is None:
        fault = Fault("unit", "the city has no such unit", "GET /v1/units lists them")
        raise Problem("not-found", fault.reason, [fault])
    return views.unit_numbers(unit, (await count_open([unit_id], deps)).get(unit_id))
