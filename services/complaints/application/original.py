"""The complaint that another one goes the way of from its filing on: the one it names, or one that says the same."""

from dataclasses import replace
from datetime import datetime

from contracts.values import RoutingInput
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.filing_request import FilingRequest
from services.complaints.city import City
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.sameness import is_recent, same_of
from services.complaints.record import SaidBefore


async def as_follower(wanted: FilingRequest, original: Complaint, deps: Dependencies) -> FilingRequest | None:
    """The request as that of a follower, who is concerned by what the original is about; None when the original, which
    has to know of its first one, was changed meanwhile.
    """
    if original.has_duplicates or not original.is_open or await deps.store.duplicates.adopt(original):
        known = original.routing_input
        return replace(wanted, follows=original.id, category=known.category, area=known.area, point=known.point)
    return None


def only_once(wanted: FilingRequest, about: RoutingInput, city: City) -> str | None:
    """What no other complaint may have while this one has it; None where the same may be said as often as one likes:
    by who follows another one anyway, and of the past.
    """
    if not city.same_within or wanted.follows is not None or wanted.filed_at is not None:
        return None
    return same_of(about, wanted.text)


async def follower_of_same(
    said: SaidBefore, wanted: FilingRequest, same: str, now: datetime, deps: Dependencies
) -> FilingRequest | None:
    """The request as that of a follower of what says the same; None: then it may be said again, or has to be looked up
    once more. Nobody follows what was filed too long ago, or is over.
    """
    if said.complaint is None:
        return None
    if is_recent(said.complaint, now, deps.city.same_within):
        original = await _open_original(said.complaint, deps)
        if original is not None:
            return await as_follower(wanted, original, deps)
    await deps.store.may_be_said_again(said.complaint.id, same)
    return None


async def _open_original(complaint: Complaint, deps: Dependencies) -> Complaint | None:
    """The complaint itself, or the one that it was merged into, if somebody still owes an answer to it."""
    is_merged = complaint.state is State.DUPLICATE
    original = await deps.store.duplicates.get(complaint.duplicate_of or "") if is_merged else complaint
    return original if original is not None and original.is_open else None
