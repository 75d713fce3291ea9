"""Which open complaints a complaint may repeat: a hint, given when it is known in time. Nothing waits for it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime

from contracts.values import RoutingInput
from services.complaints import metrics
from services.complaints.application.dependencies import Dependencies
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.rights import Principal, may_see
from services.complaints.domain.similarity import Similar, cells_around, similar
from services.complaints.record import Brief, Record
from services.complaints.store import StoreUnavailable

TIMEOUT_S = 0.15
"""What is not known by then is left out of the answer."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A similar open complaint. Whoever may not see it is told that there is one: then `complaint_id` is None.

    `distance_m` is None where one of the two has no point, `ratio` says how alike the texts are, up to 100.
    """

    complaint_id: str | None
    category: str | None
    filed_at: datetime
    distance_m: int | None
    ratio: int
    state: str


async def hints(
    about: RoutingInput,
    text: str,
    reader: Principal,
    deps: Dependencies,
    own: str | None = None,
    timeout_s: float = TIMEOUT_S,
) -> tuple[Hint, ...] | None:
    """What is similar to `own`, or to what is about to be filed, as far as the reader may know; None: not known in
    time. Never raises what the store does.
    """
    if about.mode is not None:
        return ()
    return await _in_time(_hints(about, text, reader, deps, own), timeout_s)


async def similar_to(record: Record, reader: Principal, deps: Dependencies) -> tuple[Hint, ...] | None:
    """The same for people of the city who read an open complaint; all that they are told they may know the ids of."""
    complaint = record.complaint
    if not reader.rights.is_staff or not complaint.is_open:
        return ()
    return await hints(complaint.routing_input, record.request.text, reader, deps, complaint.id)


async def _in_time(work: Awaitable[tuple[Hint, ...]], timeout_s: float = TIMEOUT_S) -> tuple[Hint, ...] | None:
    try:
        async with asyncio.timeout(timeout_s):
            found = await work
    except (TimeoutError, StoreUnavailable):
        metrics.similar_lookups.labels("unknown").inc()
        return None
    metrics.similar_lookups.labels("found" if found else "none").inc()
    return found


async def _hints(
    about: RoutingInput, text: str, reader: Principal, deps: Dependencies, own: str | None
) -> tuple[Hint, ...]:
    likeness = deps.city.likeness
    cells = cells_around(about, likeness.radius_m)
    if not cells:
        return ()
    found = similar(about, text, await deps.store.candidates(cells), likeness, leave_out=own)
    if not found:
        return ()
    briefs = await deps.store.briefs([each.candidate.id for each in found])
    return tuple(
        _hint(each, brief, reader, deps)
        for each in found
        if (brief := briefs.get(each.candidate.id)) is not None and _still_counts(brief, about)
    )


def _still_counts(brief: Brief, about: RoutingInput) -> bool:
    """A cell may not know yet that a complaint is over, or of another category than it was."""
    complaint = brief.complaint
    return complaint.is_open and complaint.routing_input.category == about.category


def _hint(each: Similar, brief: Brief, reader: Principal, deps: Dependencies) -> Hint:
    complaint = brief.complaint
    return Hint(
        complaint.id if _may_know(reader, complaint, deps) else None,
        complaint.routing_input.category,
        complaint.routing_input.filed_at,
        each.distance_m,
        each.ratio,
        complaint.state.value,
    )


def _may_know(reader: Principal, complaint: Complaint, deps: Dependencies) -> bool:
    """People of the city need the id to merge the two, whichever unit has the other."""
    return reader.rights.is_staff or may_see(reader, complaint, deps.city)
