"""Which open complaints somebody may join instead of filing the same once more."""

from dataclasses import dataclass

from contracts.values import RoutingInput
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.similar import hints
from services.complaints.domain.rights import Principal, may_see
from services.complaints.pages.work.complaint_view import said_of
from services.complaints.pages.work.counter_form import Filing
from web.site import Reader


@dataclass(frozen=True, slots=True)
class Joinable:
    """A similar complaint. Of one that is another unit's an officer knows that there is one, and joins nobody to it."""

    id: str
    said: str
    may_be_joined: bool


async def joinable(read: Filing, who: Principal, reader: Reader, deps: Dependencies) -> tuple[Joinable, ...]:
    """What is similar to what is about to be filed; nothing when that is not known in time."""
    about = RoutingInput(channel=read.channel, filed_at=deps.clock(), category=read.category, area=read.area)
    found = await hints(about, read.text, who, deps) or ()
    briefs = await deps.store.briefs([each.complaint_id for each in found if each.complaint_id is not None])
    words = reader.words("work")
    return tuple(
        Joinable(
            each.complaint_id,
            said_of(each, deps.city, reader.language, words),
            may_see(who, briefs[each.complaint_id].complaint, deps.city),
        )
        for each in found
        if each.complaint_id in briefs
    )
