"""/v1/units: everybody may see how much every unit has open, and how much of it is overdue."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from contracts.values import Code
from services.complaints.api import examples, views
from services.complaints.api.cacheable import ASK_AGAIN, cacheable
from services.complaints.api.dependencies import Deps
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.catalogue import UnitNumbers, Units
from services.complaints.application.read import count_open

router = APIRouter(prefix="/v1/units", tags=["everybody"])

UnitId = Annotated[str, Path(examples=["dinas-pu"])]


Parent = Annotated[Code | None, Query(description="only the units right below this one", examples=["kota"])]


@router.get("", response_model=Units, responses=examples.in_answer(200, examples.UNITS))
async def list_units(http: Request, deps: Deps, parent: Parent = None) -> Response:
    """All units with what they do and their open complaints by state."""
    if parent is not None and parent not in deps.city.units:
        fault = Fault("parent", "the city has no such unit", "leave it out to see all units")
        raise Problem("invalid-fields", fault.reason, [fault])
    shown = [unit for unit in deps.city.units.values() if parent is None or unit.parent == parent]
    counts = await count_open([unit.id for unit in shown], deps)
    units = Units(units=[views.unit_numbers(unit, counts.get(unit.id)) for unit in shown])
    return cacheable(units, http, ASK_AGAIN)


@router.get("/{unit_id}", response_model=UnitNumbers, responses=examples.in_answer(200, examples.UNIT))
async def read_unit(unit_id: UnitId, http: Request, deps: Deps) -> Response:
    """One unit with what it does and its open complaints by state."""
    unit = deps.city.units.get(unit_id)
    if unit is None:
        fault = Fault("unit", "the city has no such unit", "GET /v1/units lists them")
        raise Problem("not-found", fault.reason, [fault])
    counts = await count_open([unit_id], deps)
    return cacheable(views.unit_numbers(unit, counts.get(unit_id)), http, ASK_AGAIN)
