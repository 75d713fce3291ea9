"""The officers of the stories: each waits for the state that the next step needs, and acts on the version it read."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from demo.intake_client import IntakeClient
from demo.sample import Sample
from verify import Filing

LOOK_EVERY_S = 0.25
THINK_S = 0.8
STATE_TIMEOUT_S = 30.0
"""A state that does not come within this time is a mismatch."""

MESSAGE = {"message": "Terima kasih, laporan Anda sedang kami tangani."}
QUESTION = {"reason": "details_missing", "message": "Mohon sebutkan patokan terdekat."}
REPLY = {"text": "Di seberang pos ronda."}


class StoryFailed(Exception):
    """A step was refused, or the state that it needs did not come."""


class Officers:
    """`is_breached` says whether a deadline of a complaint has passed; `mismatches` are the stories that failed."""

    def __init__(self, intake: IntakeClient, is_breached: Callable[[str], bool]) -> None:
        self._intake, self._is_breached = intake, is_breached
        self._stories: dict[str, Callable[[Sample, Filing], Awaitable[None]]] = {
            "answered": self._answered,
            "asks": self._asks,
            "transfer": self._transfer,
            "rejects": self._rejects,
            "late": self._late,
        }
        self.mismatches: list[str] = []
        self.done = 0

    def has_story(self, sample: Sample) -> bool:
        """Whether anybody touches this complaint at all."""
        return sample.story in self._stories

    async def play(self, sample: Sample, filing: Filing) -> None:
        """Play the story of one complaint to its end."""
        try:
            await self._stories[sample.story or ""](sample, filing)
        except StoryFailed as error:
            self.mismatches.append(f"{sample.id}: {error}")
        self.done += 1

    async def _answered(self, sample: Sample, filing: Filing) -> None:
        await self._answer(filing, sample.unit or "", "acknowledge", "start", "resolve")

    async def _asks(self, sample: Sample, filing: Filing) -> None:
        unit = sample.unit or ""
        await self._answer(filing, unit, "acknowledge")
        await self._step(filing, unit, "request_information", QUESTION)
        await asyncio.sleep(2 * THINK_S)
        reply = await self._intake.act_as_complainant(filing, "reply", REPLY)
        if reply.status != 200:
            raise StoryFailed(f"the complainant's reply was answered with {reply.status}")
        await self._answer(filing, unit, "resolve")

    async def _transfer(self, sample: Sample, filing: Filing) -> None:
        body = {"reason": "not_responsible", "to_unit": sample.to, "note": "Bukan wewenang kami."}
        await self._step(filing, sample.unit or "", "transfer", body)
        await self._answer(filing, sample.to or "", "acknowledge", "start", "resolve")

    async def _rejects(self, sample: Sample, filing: Filing) -> None:
        unit = sample.unit or ""
        await self._answer(filing, unit, "acknowledge")
        await self._step(filing, unit, "reject", {"reason": "outside_city", **MESSAGE})

    async def _late(self, sample: Sample, filing: Filing) -> None:
        await self._until(lambda: self._is_breached(filing.complaint_id or ""), "a breach")
        await self._answer(filing, sample.unit or "", "acknowledge", "resolve")

    async def _answer(self, filing: Filing, unit: str, *actions: str) -> None:
        for action in actions:
            await self._step(filing, unit, action, MESSAGE)

    async def _step(self, filing: Filing, unit: str, action: str, body: Mapping[str, Any]) -> None:
        """Wait until the action is possible for this unit, think a moment, act. Overtaken steps are decided anew."""
        await asyncio.sleep(THINK_S)
        complaint_id = filing.complaint_id or ""
        deadline = asyncio.get_running_loop().time() + STATE_TIMEOUT_S
        status = 0
        while asyncio.get_running_loop().time() < deadline:
            seen = await self._intake.read(complaint_id, unit)
            if seen.status == 200 and action in seen.body["possible_actions"]:
                reply = await self._intake.act(complaint_id, unit, seen.etag, action, body)
                if reply.status == 200:
                    return
                status = reply.status
                if status not in (0, 409, 412, 503):
                    break
            await asyncio.sleep(LOOK_EVERY_S)
        raise StoryFailed(f"{action} by {unit} was not possible (last answer {status or 'none'})")

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        deadline = asyncio.get_running_loop().time() + STATE_TIMEOUT_S
        while not holds():
            if asyncio.get_running_loop().time() > deadline:
                raise StoryFailed(f"{what} did not come within {STATE_TIMEOUT_S:.0f} s")
            await asyncio.sleep(LOOK_EVERY_S)
