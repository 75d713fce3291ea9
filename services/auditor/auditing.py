"""The round of the auditor: read to the end of all topics, judge what has changed or is due, say what is new."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from chassis import logs
from chassis.background import BackgroundLoop
from chassis.errors import TemporarilyUnavailable
from chassis.producer import Producer
from chassis.retry import Retry
from contracts.events import AuditEvent, RepairRequested, StepCleared, StepMissing
from contracts.topics import AUDIT
from contracts.values import ClearedBy, Missing
from services.auditor import metrics
from services.auditor.application.histories import Histories
from services.auditor.application.standing import Standing, Standings
from services.auditor.domain.compacting import needed
from services.auditor.domain.findings import next_look, prospects
from services.auditor.domain.rules import Rules
from services.auditor.reading import Reader

log = logs.get(__name__)

RETRY = Retry((0.5, 1, 2, 5))
HEADLESS = timedelta(hours=1)
"""How long what is heard of a complaint waits for its filing, which another topic brings."""
PACKED_EVERY = 10_000
"""Records that are read before what has come is packed: so much may lie unpacked."""
SWEPT_EVERY = timedelta(minutes=1)
AT_ONCE = 10
"""Histories that are judged before the loop does something else: the process answers probes meanwhile."""


def now_utc() -> datetime:
    """The time on this machine's clock."""
    return datetime.now(UTC)


class Auditing(BackgroundLoop):
    """Judges nothing for `settle` after its start and after an outage of the broker: then all catch up."""

    def __init__(
        self,
        reader: Reader,
        producer: Producer,
        rules: Rules,
        *,
        keep: timedelta,
        settle: timedelta,
        every_s: float,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._reader, self._producer, self._rules, self._clock = reader, producer, rules, clock
        self._histories, self._standings = Histories(keep, HEADLESS), Standings()
        self._settle, self._begun_at = settle, clock()
        self._judges_from: datetime | None = None
        self._touched: dict[str, None] = {}
        self._due: dict[str, datetime] = {}
        self._caught_up_at, self._unpacked = self._begun_at, 0
        self._swept_at: datetime | None = None
        super().__init__("auditing", self._round, pause_s=every_s, retry=RETRY)

    def not_ready_because(self) -> str | None:
        """Ready once it has come to the end of all topics, and while the broker answers."""
        reading = "reading what was said before" if self._judges_from is None else None
        return super().not_ready_because() or reading

    async def stop(self) -> None:
        """Finish the round, and leave the broker."""
        await super().stop()
        await self._reader.close()

    async def _round(self) -> bool:
        try:
            await self._reader.look_for_end()
            while not self._reader.is_at_end and not self.is_stopping:
                await self._read()
            if not self.is_stopping:
                await self._caught_up(self._clock())
        except TemporarilyUnavailable:
            self._judges_from = None
            metrics.behind.set((self._clock() - self._caught_up_at).total_seconds())
            await self._reader.close()
            raise
        return False

    async def _read(self) -> None:
        for event, said in await self._reader.read():
            if isinstance(event, AuditEvent):
                self._heard(event, said.written_at)
            elif self._histories.take(event, said):
                self._touched[event.subject] = None
                self._unpacked += 1
        now = self._clock()
        metrics.behind.set(max(0.0, (now - self._reader.read_up_to(now)).total_seconds()))
        if self._unpacked >= PACKED_EVERY:
            await self._pack(now)

    async def _pack(self, now: datetime) -> None:
        """While much is read at once, what is over is forgotten and the rest put away, so that memory is bounded."""
        self._unpacked = 0
        self._drop(self._reader.read_up_to(now))
        for number, complaint in enumerate(self._touched, 1):
            if complaint in self._histories:
                self._histories.pack(complaint)
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _caught_up(self, now: datetime) -> None:
        self._caught_up_at = now
        metrics.behind.set(0)
        if self._judges_from is None:
            self._judges_from = now + self._settle
            log.info(
                "came to the end of all topics",
                histories=len(self._histories),
                without_beginning=self._histories.without_beginning,
                packed_bytes=self._histories.packed_bytes,
            )
        if now >= self._judges_from:
            await self._judge_all(now)
        metrics.held.set(len(self._histories))
        metrics.last_round.set(now.timestamp())

    async def _judge_all(self, now: datetime) -> None:
        self._touched |= dict.fromkeys(complaint for complaint, at in self._due.items() if at <= now)
        for number, complaint in enumerate(list(self._touched), 1):
            await self._emit(self._judge(complaint, now))
            del self._touched[complaint]
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        self._unpacked = 0
        if self._swept_at is None or now - self._swept_at >= SWEPT_EVERY:
            await self._sweep(now)
        found = self._standings.open_by_kind()
        for kind in metrics.KINDS:
            metrics.open_findings.labels(kind).set(found.get(Missing(kind), 0))

    async def _sweep(self, now: datetime) -> None:
        """Forget what is over, and take back what was said of complaints that are watched no longer."""
        self._drop(now)
        for complaint in self._standings.complaints():
            if complaint not in self._histories:
                await self._emit(self._standings.unwatched(complaint))
                self._standings.forget(complaint)
        self._swept_at = now

    def _judge(self, complaint: str, now: datetime) -> list[StepMissing | StepCleared]:
        """What there is to say of it; it is looked at again when something comes, or the next step may be missed."""
        opened = self._histories.open(complaint)
        if opened is None:
            return []
        history, places = opened.history, opened.places
        coming = prospects(history, self._rules)
        self._due.pop(complaint, None)
        if (at := next_look(coming, now)) is not None:
            self._due[complaint] = at
        self._histories.pack(complaint, {places[id_] for id_ in needed(history)})
        return self._standings.news(history, [each for each in coming if each.found_at <= now], places)

    async def _emit(self, events: Iterable[StepMissing | StepCleared]) -> None:
        """Said first, then remembered: after a failure it is said again under the same id."""
        known = list(events)
        await self._producer.deliver([AUDIT.record(event) for event in known])
        for event in known:
            self._remember(event)

    def _heard(self, event: AuditEvent, written_at: datetime) -> None:
        """What stands on the topic: what this process has just said, an earlier one, or somebody who repairs."""
        standing = self._standings.take(event)
        if standing is not None and isinstance(event, RepairRequested) and written_at >= self._begun_at:
            metrics.repairs.labels(event.missing, metrics.REQUESTED).inc()
            log.info("a repair was asked for", complaint=event.subject, missing=event.missing, repair=event.repair)

    def _remember(self, event: StepMissing | StepCleared) -> None:
        standing = self._standings.take(event)
        if isinstance(event, StepMissing):
            metrics.findings.labels(event.missing).inc()
            log.warning(
                "a step is missing",
                complaint=event.subject,
                missing=event.missing,
                expected=event.expected,
                detail=event.detail,
                since=event.since.isoformat(),
                finding=event.finding,
            )
            return
        if _is_mended(standing, event):
            metrics.repairs.labels(event.missing, metrics.MENDED).inc()
        log.info(
            "a step is missed no more", complaint=event.subject, missing=event.missing, because=event.because,
            finding=event.finding,
        )  # fmt: skip

    def _drop(self, horizon: datetime) -> None:
        for complaint in self._histories.drop_before(horizon):
            self._touched.pop(complaint, None)
            self._due.pop(complaint, None)


def _is_mended(standing: Standing | None, event: StepCleared) -> bool:
    return standing is not None and standing.is_repaired and event.because is ClearedBy.CAME
