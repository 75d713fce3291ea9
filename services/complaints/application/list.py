"""Lists the open complaints that somebody works on or looks after."""

from dataclasses import replace

from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import NotYours
from services.complaints.city import City
from services.complaints.domain.complaint import OPEN
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal, Reach, may_list
from services.complaints.record import ListedPage, ListQuery

MAX_WORDS = 8


async def list_open(
    wanted: ListQuery, reader: Principal, after: str | None, limit: int, deps: Dependencies
) -> ListedPage | Refusal | NotYours:
    """At most `limit` of the complaints that are wanted, by their next deadline, beyond the place `after`.

    Who reaches the own unit only is shown what concerns that unit itself, and everybody else the units below as well.
    """
    refusal = _refusal(wanted, deps.city)
    if refusal is not None:
        return refusal
    if not may_list(reader, wanted.unit, deps.city):
        return NotYours()
    only_itself = reader.rights.reach is Reach.OWN_UNIT
    with_reviews = wanted.unit == deps.city.triage_unit
    wanted = replace(wanted, only_itself=only_itself, with_reviews=with_reviews)
    return await deps.store.page(wanted, after, limit, deps.clock())


def _refusal(wanted: ListQuery, city: City) -> Refusal | None:
    """What is asked for and cannot be there, for there is no such thing."""
    states = sorted(state.value for state in OPEN)
    if wanted.unit not in city.units:
        return Refusal("unit_unknown", "the city has no such unit", "GET /v1/units lists them", "unit")
    if wanted.category is not None and wanted.category not in city.categories:
        return Refusal("category_unknown", "the city has no such category", "GET /v1/categories lists them", "category")
    if wanted.area is not None and not city.has_area(wanted.area):
        return Refusal("area_unknown", "it is not an area of the city", "GET /v1/areas lists them", "area")
    if wanted.state is not None and wanted.state not in states:
        return Refusal("state_unknown", "no open complaint has this state", f"send one of {', '.join(states)}", "state")
    if wanted.assignee is not None and wanted.assignee not in city.staff:
        return Refusal("person_unknown", "nobody has this id", "send the id that delegations name", "assignee")
    if len(wanted.words) > MAX_WORDS:
        return Refusal("too_many_words", f"these are more than {MAX_WORDS} words", "send the rarest of them", "q")
    return None
