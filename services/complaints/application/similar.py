"""Which open complaints a complaint may repeat: a hint, given when it is known in time. Nothing waits for it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from contracts.values import RoutingInput
from services.complaints import metrics
from services.complaints.application.dependencies import Dependencies
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.rights import Principal, may_see
from services.complaints.domain.similarity import Candidate, Similar, cells_around, similar
from services.complaints.record import Brief, Record
from services.complaints.store import StoreUnavailable

TIMEOUT_S = 0.15
"""What is not known by then is left out of the answer."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A similar open complaint. Whoever may not see it is told that there is one: then `complaint_id` is None.

    `distance_m` is None where one of the two has no point, `ratio` says how alike the texts are, up to 100, `unit`
    where it is: who may not see it is not told that either.
    """

    complaint_id: str | None
    category: str | None
    filed_at: datetime
    distance_m: int | None
    ratio: int
    state: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A complaint to which others may be similar: `own` is its id once it has one."""

    about: RoutingInput
    text: str
    own: str | None
    cells: Sequence[str]


async def hints(
    about: RoutingInput, text: str, reader: Principal, deps: Dependencies, timeout_s: float = TIMEOUT_S
) -> tuple[Hint, ...] | None:
    """What is similar to what is about to be filed, as far as the reader may know; None: not known in time. Never
    raises what the store does.
    """
    (found,) = await _in_time([_asked(about, text, None, deps)], reader, deps, timeout_s)
    return found


async def similar_to(record: Record, reader: Principal, deps: Dependencies) -> tuple[Hint, ...] | None:
    """The same for people of the city who read an open complaint; all that they are told they may know the ids of."""
    (found,) = await similar_to_each([record], reader, deps)
    return found


async def similar_to_each(
    records: Sequence[Record], reader: Principal, deps: Dependencies
) -> list[tuple[Hint, ...] | None]:
    """The same for each of several, with no more queries than for one."""
    asked = [
        _asked(each.complaint.routing_input, each.request.text, each.complaint.id, deps)
        if reader.rights.is_staff and each.complaint.is_open
        else None
        for each in records
    ]
    return await _in_time(asked, reader, deps, TIMEOUT_S)


def _asked(about: RoutingInput, text: str, own: str | None, deps: Dependencies) -> _Asked | None:
    """None for a trial: it repeats nothing."""
    return (
        None if about.mode is not None else _Asked(about, text, own, cells_around(about, deps.city.likeness.radius_m))
    )


async def _in_time(
    asked: Sequence[_Asked | None], reader: Principal, deps: Dependencies, timeout_s: float
) -> list[tuple[Hint, ...] | None]:
    looked_for = [each for each in asked if each is not None]
    try:
        async with asyncio.timeout(timeout_s):
            found: Iterator[tuple[Hint, ...] | None] = iter(await _hints(looked_for, reader, deps))
    except (TimeoutError, StoreUnavailable):
        found = repeat(None)
    return [() if each is None else _counted(next(found)) for each in asked]


def _counted(found: tuple[Hint, ...] | None) -> tuple[Hint, ...] | None:
    metrics.similar_lookups.labels("unknown" if found is None else "found" if found else "none").inc()
    return found


async def _hints(asked: Sequence[_Asked], reader: Principal, deps: Dependencies) -> list[tuple[Hint, ...]]:
    cells = sorted({cell for each in asked for cell in each.cells})
    noted = await deps.store.candidates(cells) if cells else {}
    found = [_similar(each, noted, deps) for each in asked]
    ids = sorted({each.candidate.id for some in found for each in some})
    briefs = await deps.store.briefs(ids) if ids else {}
    return [
        tuple(
            _hint(each, brief, reader, deps)
            for each in some
            if (brief := briefs.get(each.candidate.id)) is not None and _still_counts(brief, one.about)
        )
        for one, some in zip(asked, found, strict=True)
    ]


def _similar(asked: _Asked, noted: Mapping[str, Sequence[Candidate]], deps: Dependencies) -> Sequence[Similar]:
    around = [candidate for cell in asked.cells for candidate in noted.get(cell, ())]
    return similar(asked.about, asked.text, around, deps.city.likeness, leave_out=asked.own)


def _still_counts(brief: Brief, about: RoutingInput) -> bool:
    """A cell may not know yet that a complaint is over, or of another category than it was."""
    complaint = brief.complaint
    return complaint.is_open and complaint.routing_input.category == about.category


def _hint(each: Similar, brief: Brief, reader: Principal, deps: Dependencies) -> Hint:
    complaint = brief.complaint
    is_told = _may_know(reader, complaint, deps)
    return Hint(
        complaint.id if is_told else None,
        complaint.routing_input.category,
        complaint.routing_input.filed_at,
        each.distance_m,
        each.ratio,
        complaint.state.value,
        complaint.unit if is_told else None,
    )


def _may_know(reader: Principal, complaint: Complaint, deps: Dependencies) -> bool:
    """People of the city need the id to merge the two, whichever unit has the other."""
    return reader.rights.is_staff or may_see(reader, complaint, deps.city)
