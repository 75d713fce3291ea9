"""What everybody in a story does: wait for the state that the next step needs, and act on the version that was read."""

import asyncio
from collections.abc import Callable
from typing import Any

from demo.intake_client import IntakeClient, Reply
from demo.sample import Sample
from verify import Filing, History

LOOK_EVERY_S = 0.25
THINK_S = 0.8
UNCERTAIN = (0, 503)
"""After these answers a step may or may not have been taken; tried again, it is refused where it was."""
ALREADY_TAKEN = 409
OVERTAKEN = 412
STATE_TIMEOUT_S = 60.0
"""A state that does not come within this time is a mismatch."""

HistoryOf = Callable[[str], History]


class StoryFailed(Exception):
    """A step was refused, or the state that it needs did not come."""


class Scene:
    """One complaint and the people around it; officers are named by their unit."""

    def __init__(self, sample: Sample, filing: Filing, intake: IntakeClient, history_of: HistoryOf) -> None:
        self.sample = sample
        self.unit, self.to = sample.unit or "", sample.to or ""
        self._filing, self._intake, self._history_of = filing, intake, history_of

    @property
    def history(self) -> History:
        """What was emitted about the complaint so far."""
        return self._history_of(self._filing.complaint_id or "")

    async def officer(self, unit: str, action: str, **given: Any) -> None:
        """The officer of a unit acts."""
        await self.act(f"officer-{unit}", action, **given)

    async def act(self, person: str, action: str, **given: Any) -> None:
        """Wait until the action is possible for this person, and act. What was overtaken is decided anew."""
        await asyncio.sleep(THINK_S)
        complaint_id = self._filing.complaint_id or ""
        deadline = asyncio.get_running_loop().time() + STATE_TIMEOUT_S
        status: int | None = None
        while asyncio.get_running_loop().time() < deadline:
            seen = await self._intake.read(complaint_id, person)
            if _offers(seen, action):
                reply = await self._intake.act(complaint_id, person, seen.etag, action, given)
                if reply.status == 200:
                    return
                status = reply.status
                if status not in (*UNCERTAIN, ALREADY_TAKEN, OVERTAKEN):
                    break
            elif seen.status == 200 and status in UNCERTAIN:
                return
            await asyncio.sleep(LOOK_EVERY_S)
        raise StoryFailed(f"{action} by {person} was not possible (last answer {status or 'none'})")

    async def possible(self, person: str, action: str) -> None:
        """Wait until the action is possible for this person: for what names a moment counted from its own."""
        deadline = asyncio.get_running_loop().time() + STATE_TIMEOUT_S
        while asyncio.get_running_loop().time() < deadline:
            if _offers(await self._intake.read(self._filing.complaint_id or "", person), action):
                return
            await asyncio.sleep(LOOK_EVERY_S)
        raise StoryFailed(f"{action} by {person} was not possible within {STATE_TIMEOUT_S:.0f} s")

    async def complainant(self, action: str, **given: Any) -> None:
        """The complainant acts, by the tracking code."""
        await asyncio.sleep(2 * THINK_S)
        reply = await self._intake.act_as_complainant(self._filing, action, given)
        while reply.status in UNCERTAIN:
            await asyncio.sleep(THINK_S)
            reply = await self._intake.act_as_complainant(self._filing, action, given)
            if reply.status == ALREADY_TAKEN:
                return
        if reply.status != 200:
            raise StoryFailed(f"{action} by the complainant was answered with {reply.status}")

    async def until(self, holds: Callable[[History], bool], what: str) -> None:
        """Wait for something to be emitted."""
        deadline = asyncio.get_running_loop().time() + STATE_TIMEOUT_S
        while not holds(self.history):
            if asyncio.get_running_loop().time() > deadline:
                raise StoryFailed(f"{what} did not come within {STATE_TIMEOUT_S:.0f} s")
            await asyncio.sleep(LOOK_EVERY_S)


def _offers(seen: Reply, action: str) -> bool:
    """Whether whoever looked can take the action now."""
    return seen.status == 200 and action in seen.body["possible_actions"]
