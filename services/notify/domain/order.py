"""In which order what was claimed is sent: a lane is one group, its deliveries one after the other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from services.notify.domain.delivery import Delivery

LOOK_AGAIN = timedelta(seconds=1)
"""What waits for an earlier one of its lane is looked at again then."""


class HasDelivery(Protocol):
    """A claim on a delivery."""

    @property
    def sendable(self) -> object:
        """What was claimed."""


Claim = TypeVar("Claim", bound=HasDelivery)
Waiting = Mapping[str, Sequence[tuple[int, datetime]]]
"""For each lane the numbers that are still to be sent, in order, and when each is tried next."""


def lanes_of(claims: Sequence[HasDelivery]) -> set[str]:
    """The lanes of what was claimed."""
    return {lane for each in claims if (lane := _lane(each)) is not None}


def in_order(
    claims: Sequence[Claim], waiting: Waiting, now: datetime
) -> tuple[list[list[Claim]], dict[datetime, list[Claim]]]:
    """Groups to send, and what is to be given back until a time: it follows in its lane on something not claimed."""
    alone = [[each] for each in claims if _lane(each) is None]
    by_lane: defaultdict[str, list[Claim]] = defaultdict(list)
    for each in claims:
        if (lane := _lane(each)) is not None:
            by_lane[lane].append(each)
    groups: list[list[Claim]] = []
    later: defaultdict[datetime, list[Claim]] = defaultdict(list)
    for lane, members in by_lane.items():
        ready, rest, until = _split(sorted(members, key=_seq), waiting.get(lane, ()), now)
        if ready:
            groups.append(ready)
        if rest:
            later[until].extend(rest)
    return [*alone, *groups], dict(later)


def _split(
    members: list[Claim], waiting: Sequence[tuple[int, datetime]], now: datetime
) -> tuple[list[Claim], list[Claim], datetime]:
    """As many as have nothing before them that was not claimed, the others, and when to look at these again."""
    claimed = {_seq(each) for each in members}
    missing = next(((seq, at) for seq, at in waiting if seq not in claimed), None)
    if missing is None:
        return members, [], now
    ready = [each for each in members if _seq(each) < missing[0]]
    return ready, members[len(ready) :], now + LOOK_AGAIN


def _lane(claim: HasDelivery) -> str | None:
    return claim.sendable.lane if isinstance(claim.sendable, Delivery) else None


def _seq(claim: HasDelivery) -> int:
    return claim.sendable.seq if isinstance(claim.sendable, Delivery) else 0
