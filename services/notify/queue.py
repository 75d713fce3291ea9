"""What a sender has claimed and not sent yet: a few dozen groups, of which no endpoint has more than its share."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chassis.errors import StoreUnavailable
from services.notify.domain.delivery import Delivery
from services.notify.domain.kinds import Key
from services.notify.domain.order import in_order, lanes_of
from services.notify.domain.subjects import Subject
from services.notify.store.deliveries import Deliveries
from services.notify.store.documents import Claimed
from services.notify.store.subjects import Subjects

MAX_UNDER_WAY = 2
"""Groups on their way to one endpoint at a time, where endpoints are many: a slow one must not hold all connections."""
MAX_QUEUED = 20
"""Groups for one endpoint that are held; more of them would leave no room for others."""


class Group:
    """What is sent one after the other: a message, or those of a lane. `members` are those not sent yet.

    `subjects` is what is known of all that they are about; it may be given with others among them.
    """

    def __init__(self, members: Sequence[Claimed], subjects: Mapping[Key, Subject]) -> None:
        self.members, self.endpoint = deque(members), members[0].sendable.endpoint
        # Those of its own members alone: what is known of a whole batch would be kept as long as one of it waits.
        self.subjects = {each: subjects[each] for each in subjects_of(members)}


class Queue:
    """Handed out by endpoint; `is_shared` where all messages go to one server, so that an endpoint has no limits."""

    def __init__(self, is_shared: bool, changed: Callable[[], None]) -> None:
        self._is_shared, self._changed = is_shared, changed
        self._groups: list[Group] = []
        self._under_way: list[Group] = []
        self._news = asyncio.Condition()
        self._is_closed = False

    def __len__(self) -> int:
        """How many messages are held, and how many groups are under way."""
        return sum(len(group.members) for group in self._groups) + len(self._under_way)

    @property
    def ids(self) -> set[str]:
        """What is held, and what is under way."""
        return {each.sendable.id for group in (*self._groups, *self._under_way) for each in group.members}

    async def put(self, groups: Sequence[Group]) -> list[Claimed]:
        """Take groups in; what is more than an endpoint's share is returned."""
        held = Counter(group.endpoint for group in self._groups)
        too_many: list[Claimed] = []
        async with self._news:
            for group in groups:
                if not self._is_shared and held[group.endpoint] >= MAX_QUEUED:
                    too_many += group.members
                    continue
                held[group.endpoint] += 1
                self._groups.append(group)
            self._news.notify_all()
        return too_many

    async def take(self, within_s: float | None = None) -> Group | None:
        """The next group, which is then under way until `done`; None when closed, or when none came in time."""
        try:
            async with asyncio.timeout(within_s), self._news:
                while not self._is_closed:
                    if (group := self._next()) is not None:
                        self._under_way.append(group)
                        return group
                    await self._news.wait()
        except TimeoutError:
            pass
        return None

    async def done(self, group: Group) -> None:
        """A group is no longer under way."""
        self._under_way.remove(group)
        async with self._news:
            self._news.notify_all()
        self._changed()

    async def close(self) -> list[Claimed]:
        """Hand out nothing any more; what was not begun is returned."""
        async with self._news:
            self._is_closed = True
            self._news.notify_all()
        return self.drain()

    def drain(self) -> list[Claimed]:
        """Everything that was not begun, taken out."""
        groups, self._groups = self._groups, []
        return [each for group in groups for each in group.members]

    def _next(self) -> Group | None:
        under_way = Counter(group.endpoint for group in self._under_way)
        for number, group in enumerate(self._groups):
            if self._is_shared or under_way[group.endpoint] < MAX_UNDER_WAY:
                return self._groups.pop(number)
        return None


async def grouped(claimed: Sequence[Claimed], deliveries: Deliveries, subjects: Subjects, now: datetime) -> list[Group]:
    """What was claimed as groups to send; given back is what follows in its lane on something that was not claimed."""
    lanes = lanes_of(claimed)
    try:
        groups, later = in_order(claimed, await deliveries.waiting_in_lanes(lanes) if lanes else {}, now)
        await deliveries.claims.give_back(later)
        known = await subjects.load(subjects_of(claimed))
    except StoreUnavailable:
        deliveries.claims.lose(claimed)
        raise
    found = {key: each.subject for key, each in known.items()}
    return [Group(members, found) for members in groups]


def subjects_of(claimed: Sequence[Claimed]) -> set[Key]:
    """What single deliveries are about; a digest's are read when it is made."""
    return {each.sendable.subject for each in claimed if isinstance(each.sendable, Delivery)}
