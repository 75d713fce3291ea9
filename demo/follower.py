"""Follows a stack from outside while it works: its topics as they grow, and its mailbox."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType

from contracts.events import ComplaintSentToTriage, EscalationAcknowledged, Event
from deploy.local.environment import Stack
from deploy.local.mails import Mail, read_mails
from verify import City, Histories, History, TopicReader, read_city
from verify.complainant import is_closed_by_system
from verify.deadlines import still_to_come
from verify.hearers import hearers
from verify.life import MOVES, asks_for_a_unit
from verify.timing import GRACE

NEWEST = 8

WORKING = {"acknowledged": "acknowledged", "started": "working", "information_provided": "working"}
ENDED = {"resolved": "resolved", "rejected": "rejected", "withdrawn": "withdrawn", "closed": "closed"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a complaint stands, in one word, and the highest level that it was escalated to (0: none)."""

    word: str
    level: int = 0


def standing(history: History) -> Standing:
    """The newest that was emitted; an unmet deadline and its levels show as long as nobody has reacted."""
    level = max((step.level for step in history.escalations), default=0)
    step = next((each for each in reversed(history.steps) if each.step() in MOVES), None)
    name = step.step() if step else ""
    if step is not None and is_closed_by_system(step):
        return Standing("closed by the system", level)
    if name in ENDED:
        return Standing(ENDED[name], level)
    if name == "information_requested":
        return Standing("waits", level)
    since = step.occurred_at if step else datetime.min.replace(tzinfo=UTC)
    return Standing(_overdue(history, since) or WORKING.get(name) or _assigned(history), level)


def _overdue(history: History, since: datetime) -> str:
    """What was last heard of a deadline that passed, unless somebody has reacted since then."""
    escalated = max([since, *(each.occurred_at for each in history.escalations)])
    promises = (each.occurred_at for each in history.steps if isinstance(each, EscalationAcknowledged))
    if any(promised > escalated for promised in promises):
        return "promised"
    if escalated > since:
        return "escalated"
    return "breached" if any(breach.occurred_at > since for breach in history.breaches) else ""


def _assigned(history: History) -> str:
    if not history.assignments:
        return "filed"
    return "triage" if isinstance(history.assignments[-1], ComplaintSentToTriage) else "assigned"


def _has_whom_it_needs(history: History) -> bool:
    return bool(history.assignments) or bool(history.steps and not asks_for_a_unit(history.steps[0]))


class Follower:
    """What is known so far. `mails` grows as they arrive. `grace` is how long sla may have been down."""

    def __init__(self, stack: Stack, grace: timedelta = GRACE) -> None:
        self.histories = Histories()
        self.mails: list[Mail] = []
        self.newest: list[Event] = []
        self._stack, self._grace = stack, grace
        self._city: City = read_city(stack.city)
        self._reader = TopicReader(stack.bootstrap, stack.prefix)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Follower":
        await self._reader.__aenter__()
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._look_for_mail())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._reader.__aexit__(kind, error, trace)

    def unassigned(self, complaint_ids: list[str]) -> list[str]:
        """Those that nobody is responsible for yet, and that need somebody of their own."""
        return [each for each in complaint_ids if not _has_whom_it_needs(self.histories.get(each))]

    def unfinished(self) -> list[str]:
        """The complaints of which a breach, a level, a closing or a mail is still to come if nobody acts any more."""
        return [
            each
            for each, history in self.histories.by_complaint.items()
            if still_to_come(history, self._grace) or self._is_unmailed(history)
        ]

    def unmailed(self) -> list[str]:
        """The complaints with an event of which a mail is still to come."""
        return [each for each, history in self.histories.by_complaint.items() if self._is_unmailed(history)]

    def _is_unmailed(self, history: History) -> bool:
        mailed = Counter(each.cause for each in (*history.delivered, *history.skipped))
        return any(len(hearers(event, history, self._city)) > mailed[event.id] for event in history.all)

    def check_alive(self) -> None:
        """Raise what ended the following, if something did."""
        for task in self._tasks:
            if task.done():
                task.result()

    async def _follow(self) -> None:
        while True:
            for entry in await self._reader.read():
                if self.histories.add(entry) and entry.event is not None:
                    self.newest = [*self.newest[1 - NEWEST :], entry.event]

    async def _look_for_mail(self) -> None:
        while True:
            self.mails = await asyncio.to_thread(read_mails, self._stack.mail)
            await asyncio.sleep(1)
