"""Plays the sample on a running stack: files, acts, follows, until nothing more is to come."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console
from rich.live import Live

from demo.board import Board
from demo.channel import Channel
from demo.expectations import HEARS_WITHIN, unmet
from demo.follower import Follower
from demo.intake_client import IntakeClient
from demo.listener import listening
from demo.officers import Officers
from demo.sample import Sample
from deploy.local.access import read_plain
from deploy.local.environment import Stack
from tools.ledger import Sources, gather
from verify import ClientRecord, Evidence, Filing, Report, Timing, check, read_city

LINE_EVERY_S = 3.0
LOOK_EVERY_S = 0.25


@dataclass(frozen=True)
class Outcome:
    """What came out of a run. `mismatches` are expectations that were not met, in words."""

    client: ClientRecord
    evidence: Evidence
    report: Report
    mismatches: tuple[str, ...] = ()
    latencies: tuple[float, ...] = field(default=())

    @property
    def is_good(self) -> bool:
        """Whether every promise and every expectation was kept."""
        return self.report.is_clean and not self.mismatches


class Play:
    """One run; `seconds` is the limit for everything that should follow after the last complaint was sent."""

    def __init__(self, stack: Stack, samples: Sequence[Sample], console: Console, seconds: float) -> None:
        self._stack, self._samples, self._console, self._seconds = stack, samples, console, seconds
        self._names: dict[str, str] = {}
        self._mismatches: list[str] = []

    async def run(self) -> Outcome:
        """Play it and check everything with the ledger."""
        plain = read_plain(self._stack)
        key = plain["channels"]["demo"]
        async with (
            listening(self._stack, key) as listener,
            IntakeClient(self._stack.api_url, plain) as intake,
            Follower(self._stack) as follower,
        ):
            board = Board(follower, self._names, len(self._samples), self._console)
            shows = asyncio.create_task(self._show(board))
            try:
                await self._send_and_answer(intake, follower, board)
            finally:
                shows.cancel()
                await asyncio.gather(shows, return_exceptions=True)
            self._mismatches += listener.mismatches(follower.histories.by_complaint.values())
        with self._console.status("comparing with the outside ledger"):
            return await self._conclude(intake.record, key)

    async def _send_and_answer(self, intake: IntakeClient, follower: Follower, board: Board) -> None:
        officers = Officers(intake, follower.histories.get)
        async with asyncio.TaskGroup() as group:

            def on_filed(sample: Sample, filing: Filing) -> None:
                self._names[filing.complaint_id or ""] = sample.id
                if officers.has_story(sample):
                    group.create_task(officers.play(sample, filing))

            channel = Channel(intake, on_filed)
            sending = group.create_task(channel.send(self._samples))
            while not sending.done():
                board.sent = channel.sent
                await asyncio.sleep(LOOK_EVERY_S)
            board.sent = channel.sent
        await self._settle(follower)
        self._mismatches += channel.mismatches + officers.mismatches

    async def _settle(self, follower: Follower) -> None:
        """Wait until nothing more is to come, or until the time is up: then that is a mismatch."""
        deadline = asyncio.get_running_loop().time() + self._seconds
        while left := follower.unassigned(list(self._names)) or follower.unfinished():
            follower.check_alive()
            if asyncio.get_running_loop().time() > deadline:
                self._mismatches.append(
                    f"{len(left)} complaints were not finished {self._seconds:.0f} s after the last step"
                )
                return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _show(self, board: Board) -> None:
        if self._console.is_terminal:
            with Live(board, console=self._console, refresh_per_second=8):
                await asyncio.Event().wait()
        while True:
            self._console.print(board.line(), soft_wrap=True)
            await asyncio.sleep(LINE_EVERY_S)

    async def _conclude(self, client: ClientRecord, key: str) -> Outcome:
        evidence = await gather(Sources.of(self._stack), client, key)
        planted = [marker for sample in self._samples for marker in sample.planted]
        timing = Timing(until=evidence.read_at, late=HEARS_WITHIN)
        report = check(client, evidence, read_city(self._stack.city), planted=planted, timing=timing)
        mismatches = self._mismatches + unmet(self._samples, client, evidence)
        return Outcome(client, evidence, report, tuple(mismatches), latencies(client, evidence))


def latencies(client: ClientRecord, evidence: Evidence) -> tuple[float, ...]:
    """Seconds from the 201, as the client saw it, until the first assignment was written; 0 if that was earlier."""
    assigned: dict[str, datetime] = {}
    for entry in evidence.entries:
        if entry.topic == "assignments" and entry.event is not None:
            assigned.setdefault(entry.event.subject, entry.written_at)
    return tuple(
        max(0.0, (assigned[each] - filing.answered_at).total_seconds())
        for each, filing in client.promised().items()
        if each in assigned
    )
