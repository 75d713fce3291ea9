"""/v1/performance: how units did in a quarter or a year, against what their mix of complaints lets expect."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.json_bodies import JsonRoute
from services.improvements.api import figure_schemas as schemas
from services.improvements.api import figure_views as views
from services.improvements.api.dependencies import Anybody, Caller, Deps, Id
from services.improvements.api.problems import refused
from services.improvements.application import figures
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import may_see_coaching

router = APIRouter(prefix="/v1/performance", tags=["performance"], route_class=JsonRoute)

Period = Annotated[str, Query(max_length=10, description="a quarter such as 2026-1, or a year such as 2026")]
Name = Annotated[str, Query(max_length=64)]


@router.get("/units")
async def units(deps: Deps, period: Period) -> schemas.Units:
    """All units with their figures, their trends and their notes. They stand by their ids: this is no ranking."""
    found = await figures.published(period, deps)
    if isinstance(found, Refusal):
        raise refused(found)
    return views.units_view(found, deps.city)


@router.get("/units/{unit}/lists")
async def lists(deps: Deps, who: Anybody, unit: Id, period: Period) -> schemas.ListsView:
    """What a unit is recognised for; with the token of its head or the bureau also where help is offered."""
    edition = figures.known_unit(unit, deps) or await figures.edition_of(period, deps)
    if isinstance(edition, Refusal):
        raise refused(edition)
    sees_all = who is not None and may_see_coaching(who, unit, deps.city)
    recognition, coaching = (
        views.entries(each for each in those if each.unit == unit)
        for those in (edition.lists.recognition, edition.lists.coaching)
    )
    return schemas.ListsView(
        unit=unit,
        period=edition.name,
        made_at=edition.made_at,
        recognition=recognition,
        coaching=coaching if sees_all else None,
    )


@router.get("/units/{unit}/complaints")
async def complaints(
    deps: Deps, who: Caller, unit: Id, period: Period, measure: Name = figures.COMPLAINTS, clock: Name = ""
) -> schemas.ComplaintsBehind:
    """The complaints that a figure rests on, for people of the unit, those above it, auditors and the bureau."""
    found = await figures.behind(unit, period, measure, clock, who, deps)
    if isinstance(found, Refusal):
        raise refused(found)
    return schemas.ComplaintsBehind(
        unit=unit, period=period, measure=measure, complaints=list(found.complaints), number=found.number
    )


@router.post("/units/{unit}/annotations", status_code=201)
async def annotate(deps: Deps, who: Caller, unit: Id, body: schemas.AnnotationBody) -> schemas.AnnotationView:
    """Say something about the figures of a unit. Everybody reads it beside them, so it names nobody."""
    wanted = figures.NoteRequest(unit, body.period, body.measures, body.text)
    note = await figures.annotate(wanted, who, deps)
    if isinstance(note, Refusal):
        raise refused(note)
    return views.note_view(note)
