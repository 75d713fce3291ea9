"""Lets duplicates go the way of the complaint that they were merged into: the system takes their steps.

Nothing here depends on being told: a complaint that has to follow, or that others follow, is marked in the write that
is the reason, and the mark goes once everything stands as it should. So after a crash at any place it is done again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chassis.shares import Share
from contracts.topics import COMPLAINTS
from services.complaints import metrics
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.duplicates import Following, following
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.organisation import Organisation
from services.complaints.domain.rights import THE_SYSTEM
from services.complaints.store.complaints import ComplaintStore
from services.complaints.store.duplicates import DuplicateStore

MAX_DUPLICATES = 100
"""Duplicates of one complaint that are looked at in one go; where there are more, it stays marked."""
_FOLLOWING = (State.DUPLICATE, State.CLOSED)
"""The states from which the way of another complaint is gone; see `following`."""


@dataclass(frozen=True)
class Followers:
    """What is needed to see to it that duplicates follow."""

    organisation: Organisation
    complaints: ComplaintStore
    clock: Callable[[], datetime]

    @property
    def _duplicates(self) -> DuplicateStore:
        return self.complaints.duplicates

    async def marked(self, share: Share, limit: int) -> list[Complaint]:
        """At most `limit` complaints of the share that are marked."""
        return await self._duplicates.marked(share, limit)

    async def see_to(self, complaint: Complaint) -> None:
        """Let it follow, and others follow it. Raises `StoreUnavailable`: then it is still marked."""
        is_done = await self._follow(complaint)
        if complaint.has_duplicates:
            is_done = await self._let_follow(complaint) and is_done
        if is_done:
            await self._duplicates.unmark(complaint)

    async def _follow(self, complaint: Complaint) -> bool:
        """Whether it stands as its original does; it does not yet when it has just taken a step."""
        if complaint.duplicate_of is None:
            return True
        original = await self._duplicates.get(complaint.duplicate_of)
        return original is None or await self._joined(complaint, original)

    async def _let_follow(self, original: Complaint) -> bool:
        is_done = True
        for state in _FOLLOWING:
            found = await self._duplicates.of(original.id, state, MAX_DUPLICATES)
            for duplicate in found:
                is_done = await self._joined(duplicate, original) and is_done
        return is_done

    async def _joined(self, duplicate: Complaint, original: Complaint) -> bool:
        step = following(duplicate, original)
        if step is None:
            return True
        await self._take(duplicate, step, original)
        return False

    async def _take(self, duplicate: Complaint, wanted: Following, original: Complaint) -> None:
        """What the rules refuse, or somebody else was quicker with, is looked at again as it stands then."""
        target = await self._duplicates.get(wanted.into) if wanted.into is not None else original
        step = Step(ACTIONS[wanted.action], THE_SYSTEM, wanted.reason, into=wanted.into, original=target)
        now = self.clock()
        change = act(duplicate, step, now, self.organisation)
        if isinstance(change, Change):
            body = COMPLAINTS.encode(change.event)
            is_taken = await self.complaints.advance(duplicate, change.complaint, body, now, None)
            metrics.actions.labels(wanted.action, "taken" if is_taken else "overtaken").inc()
