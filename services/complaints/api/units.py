"""/v1/units: everybody may see how much every unit has open, and how much of it is overdue."""

from fastapi import APIRouter

from services.complaints.api import views
from services.complaints.api.dependencies import Needs
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.responses import UnitNumbers, Units

router = APIRouter(prefix="/v1/units", tags=["everybody"])


@router.get("")
async def list_units(desk: Needs) -> Units:
    """All units with their open complaints by state."""
    counts = await desk.store.counts(desk.city.units)
    return Units(units=[views.unit_numbers(unit, counts.get(unit.id)) for unit in desk.city.units.values()])


@router.get("/{unit_id}")
async def read_unit(unit_id: str, desk: Needs) -> UnitNumbers:
    """One unit with its open complaints by state."""
    unit = desk.city.units.get(unit_id)
    if unit is None:
        fault = Fault("unit", "the city has no such unit", "GET /v1/units lists them")
        raise Problem("not-found", fault.reason, [fault])
    return views.unit_numbers(unit, (await desk.store.counts([unit_id])).get(unit_id))
