"""/v1/categories and /v1/areas: what a complaint can be about and where, for everybody who writes or builds a form."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from contracts.values import AreaCode
from services.complaints.api import examples, views
from services.complaints.api.cacheable import FOR_A_WHILE, cacheable
from services.complaints.api.dependencies import Deps
from services.complaints.api.problems import Fault, Problem
from services.complaints.api.schemas.catalogue import Areas, Categories

router = APIRouter(prefix="/v1", tags=["everybody"])

Parent = Annotated[AreaCode | None, Query(description="only the areas right below this one", examples=["99.71.01"])]


@router.get("/categories", response_model=Categories, responses=examples.in_answer(200, examples.CATEGORIES))
async def list_categories(http: Request, deps: Deps) -> Response:
    """All categories with the deadlines that the city promises for each, in every language of the city."""
    categories = [views.category(each, deps.city) for each in deps.city.categories.values()]
    return cacheable(Categories(categories=categories), http, FOR_A_WHILE)


@router.get("/areas", response_model=Areas, responses=examples.in_answer(200, examples.AREAS))
async def list_areas(http: Request, deps: Deps, parent: Parent = None) -> Response:
    """The areas of the city, in every language of the city."""
    if parent is not None and parent not in deps.city.areas:
        fault = Fault("parent", "the city names no such area", "leave it out to see all areas")
        raise Problem("invalid-fields", fault.reason, [fault])
    areas = [each for each in deps.city.areas.values() if parent is None or each.parent == parent]
    return cacheable(Areas(areas=[views.area(each) for each in areas]), http, FOR_A_WHILE)
