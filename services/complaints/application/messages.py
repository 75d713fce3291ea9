"""What a message was about, for whoever has its link; and a leader's promise for those of it that still need one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from contracts.links import Link
from contracts.values import Clock, longest_overdue
from services.complaints.application.act import StepOutcome, StepRequest, TakenBefore, act_once
from services.complaints.application.dependencies import Dependencies
from services.complaints.city import City
from services.complaints.domain import promises
from services.complaints.domain.rights import Principal, Role, may_see
from services.complaints.domain.rules import possible_actions
from services.complaints.record import Brief, Record

_ACTION = "acknowledge_escalation"
_AT_ONCE = 4
"""So many promises are written side by side: half of the connections to the store stay free for others."""


class Status(StrEnum):
    """How one complaint of a message stands when its link is opened. Only an overdue one can be taken on."""

    OVERDUE = "overdue"
    TAKEN_ON = "taken_on"
    PROMISED = "promised"
    ON_TIME = "on_time"
    OVER = "over"
    BEING_ASSIGNED = "being_assigned"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """One complaint that a message told of. `brief` is None when there is no such complaint.

    `can_be_taken_on` by the link's recipient; `record` has its steps where only one complaint is asked for.
    """

    id: str
    brief: Brief | None
    status: Status
    can_be_taken_on: bool = False
    record: Record | None = None

    @property
    def overdue(self) -> tuple[Clock, ...]:
        """The clocks that are late, the worst first."""
        return overdue_clocks(self.brief) if self.brief else ()


@dataclass(frozen=True, slots=True)
class Promise:
    """What a leader says to the complaints of a message: an answer by the end of `day`, and a note for the officers."""

    day: date
    note: str
    trace: str | None = None


async def told_by(link: Link, deps: Dependencies) -> tuple[Told, ...]:
    """The complaints that the link's message told of, those to be taken on first, the longest overdue before others.

    Only reads. Raises `StoreUnavailable`.
    """
    by, now = principal_of(link), deps.clock()
    if link.complaint_id is not None:
        record = await deps.store.get(link.complaint_id)
        brief = record.brief if record else None
        return (_told(link, link.complaint_id, brief, by, now, deps.city, record),)
    ids = await deps.store.of_message(link.message, link.recipient)
    found = await deps.store.briefs(ids)
    told = [_told(link, each, found.get(each), by, now, deps.city) for each in ids]
    return tuple(sorted(told, key=lambda each: (not each.can_be_taken_on, _since(each, now), each.id)))


async def take_on(
    link: Link, chosen: Sequence[Told], promise: Promise, deps: Dependencies
) -> list[tuple[Told, StepOutcome | TakenBefore]]:
    """Promise an answer for each of the chosen complaints, at most once through this message however often it is asked.

    Raises `StoreUnavailable`: then some may have been taken on, and asking again takes on the others.
    """
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(told: Told) -> tuple[Told, StepOutcome | TakenBefore]:
        async with gate:
            return told, await act_once(_step(link, told, promise, deps), deps)

    done = await asyncio.gather(*(one(each) for each in chosen), return_exceptions=True)
    outcomes = [each for each in done if not isinstance(each, BaseException)]
    if failed := next((each for each in done if isinstance(each, BaseException)), None):
        raise failed
    return outcomes


def limits(told: Sequence[Told], now: datetime) -> list[datetime | None]:
    """Until when the policy of each complaint that can be taken on lets a leader promise."""
    return [each.brief.complaint.promise_limit(now) for each in told if each.can_be_taken_on and each.brief]


def principal_of(link: Link) -> Principal:
    """As whom the link's holder comes: a leader of its unit, or for reading somebody who may only look."""
    role = Role.LEADER if link.purpose == "acknowledge" else Role.AUDITOR
    return Principal(role, link.recipient, link.unit)


def overdue_clocks(brief: Brief) -> tuple[Clock, ...]:
    """The clocks of an open complaint that are late, the one that was due first before the others.

    That a deadline was missed is known before the clocks say so: they are told of anew with the next step only.
    """
    clocks = brief.clocks if brief.complaint.is_open else ()
    return longest_overdue(_as_missed(each) if each.name in brief.breached else each for each in clocks)


def _as_missed(clock: Clock) -> Clock:
    return clock if clock.is_overdue else clock.model_copy(update={"breached_at": clock.due_at})


def _told(
    link: Link, id_: str, brief: Brief | None, by: Principal, now: datetime, city: City, record: Record | None = None
) -> Told:
    if brief is None:
        return Told(id_, None, Status.UNKNOWN)
    status = _status(link.message, brief, by, city)
    is_open_to_them = _ACTION in possible_actions(brief.complaint, by, now, city)
    if status is Status.ON_TIME and is_open_to_them:
        status = Status.OVERDUE  # its level is known, its clocks are not yet
    return Told(id_, brief, status, status is Status.OVERDUE and is_open_to_them, record)


def _status(message: str, brief: Brief, by: Principal, city: City) -> Status:
    complaint = brief.complaint
    if message in brief.done_once:
        return Status.TAKEN_ON
    if not may_see(by, complaint, city):
        return Status.ELSEWHERE
    if not complaint.is_open:
        return Status.OVER
    if complaint.awaits_assignment:
        return Status.BEING_ASSIGNED
    if complaint.promised_until is not None:
        return Status.PROMISED
    return Status.OVERDUE if brief.breached else Status.ON_TIME


def _since(told: Told, now: datetime) -> datetime:
    overdue = told.overdue
    return (overdue[0].due_at or now) if overdue else now


def _step(link: Link, told: Told, promise: Promise, deps: Dependencies) -> StepRequest:
    limit = told.brief.complaint.promise_limit(deps.clock()) if told.brief else None
    return StepRequest(
        told.id,
        _ACTION,
        by=principal_of(link),
        promised_until=promises.until(promise.day, limit, deps.city.zone),
        note=promise.note,
        once=link.message,
        trace=promise.trace,
    )
