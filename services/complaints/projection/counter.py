"""Counts the open work of units: soon after it may have changed, and every unit now and then all the same.

Counting anew cannot drift; adding and subtracting would, with the first crash between two writes. A unit is counted a
share of its complaints at a time (`chassis.shares`), so no look is large however many are open. A complaint never
leaves its share, so it is counted once, and one that changes meanwhile has its unit counted again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from chassis.background import BackgroundLoop
from chassis.retry import Retry
from chassis.shares import Share
from services.complaints.record import OpenCount, UnitCount
from services.complaints.store.projection import ProjectionStore

EVERY_S = 1.0
ROUND_S = 30.0
MAX_LOOK = 500
"""Complaints that one look should count at most."""
MAX_COUNTED = 2_000
"""Complaints that are counted in one step, give or take a look; units that have more take more steps, in turn."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a unit is counted: `open` so far, and the share that comes next."""

    share: Share
    open: OpenCount = field(default_factory=OpenCount)


class UnitCounter(BackgroundLoop):
    """Every second it counts the units that were touched, and a few of the others in turn. It is always ready.

    The days whose last count is kept are those of `zone`.
    """

    def __init__(self, store: ProjectionStore, units: Sequence[str], zone: tzinfo = UTC) -> None:
        self._store, self._units, self._zone = store, tuple(units), zone
        self._due: dict[str, Progress] = {}
        self._touched_again: set[str] = set()
        self._widths: dict[str, int] = {}
        self._next = 0
        super().__init__(
            "unit counts", self.count_now, pause_s=EVERY_S, retry=Retry((EVERY_S, 5.0)), decides_readiness=False
        )

    def touch(self, unit: str) -> None:
        """The unit's numbers may have changed."""
        if unit in self._due:
            self._touched_again.add(unit)
        else:
            self._due[unit] = self._beginning(unit)

    async def count_now(self) -> bool:
        """Count what is due, up to a limit; a unit that could not be counted stays due."""
        for unit in self._in_turn():
            self._due.setdefault(unit, self._beginning(unit))
        counted = 0
        while self._due and counted < MAX_COUNTED:
            counted += await self._count_share(next(iter(self._due)))
        return False

    async def _count_share(self, unit: str) -> int:
        """Count the next share of a unit; the unit then waits until the other ones had their turn."""
        done = self._due[unit]
        found = await self._store.count_open(unit, done.share)
        open_so_far, following = done.open + found, done.share.next(found.total, MAX_LOOK)
        if done.share.is_last:
            await self._keep(unit, open_so_far)
            self._widths[unit] = following.width
        del self._due[unit]
        if not done.share.is_last:
            self._due[unit] = Progress(following, open_so_far)
        elif unit in self._touched_again:
            self._touched_again.remove(unit)
            self._due[unit] = self._beginning(unit)
        return found.total

    async def _keep(self, unit: str, found: OpenCount) -> None:
        count = UnitCount(unit, dict(found.states), found.overdue, datetime.now(UTC), found.oldest)
        await self._store.keep_count(count, self._zone)

    def _beginning(self, unit: str) -> Progress:
        """With a share as wide as it could be when the unit was counted last."""
        return Progress(Share(width=self._widths[unit]) if unit in self._widths else Share())

    def _in_turn(self) -> list[str]:
        """So many units that each has its turn once in every round."""
        share = math.ceil(len(self._units) * EVERY_S / ROUND_S)
        chosen = [self._units[(self._next + step) % len(self._units)] for step in range(share)]
        self._next = (self._next + share) % len(self._units)
        return chosen
