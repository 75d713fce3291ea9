"""Lets somebody join a complaint that another one has filed ("me too"): they follow it with a code of their own."""

from services.complaints.application.dependencies import Dependencies
from services.complaints.application.file import FilingOutcome, file
from services.complaints.application.filing_request import FilingRequest, key_of
from services.complaints.application.original import as_follower
from services.complaints.application.read import NotFound, NotYours
from services.complaints.domain.complaint import State
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import may_see

_ATTEMPTS = 3


async def join(wanted: FilingRequest, deps: Dependencies) -> FilingOutcome | NotFound | NotYours:
    """Take in a follower of the complaint that `wanted.follows` names, which is open, or a duplicate of another one.

    What it is about is that of the complaint. Raises `StoreUnavailable`: then the same may be sent again.
    """
    for _ in range(_ATTEMPTS):
        named = await deps.store.duplicates.get(wanted.follows or "")
        if named is None:
            return NotFound()
        if not may_see(wanted.by, named, deps.city):
            return NotYours()
        if not await _may_be_joined(wanted, named.is_open or named.state is State.DUPLICATE, deps):
            remedy = "file a complaint of your own; it may be linked to this one"
            return Refusal("not_open", f"nobody can join a complaint that is {named.state.value}", remedy)
        follower = await as_follower(wanted, named, deps)
        if follower is not None:
            return await file(follower, deps)
    return Refusal("changed_meanwhile", "the complaint was changed at the same moment", "send the same again")


async def _may_be_joined(wanted: FilingRequest, is_going_on: bool, deps: Dependencies) -> bool:
    """Who has joined before is answered as before, whatever has become of the complaint since."""
    key = key_of(wanted)
    return is_going_on or (key is not None and await deps.store.has_request(wanted.channel, key))
