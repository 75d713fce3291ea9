"""What becomes of dead letters: looked at, tried again, or dropped with a reason.

What was decided is kept, so that two people do not decide twice, and so that a list shows what is still open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.dead_letter_topics import DeadLetter, DeadLetterTopics
from chassis.errors import TemporarilyUnavailable
from chassis.producer import Producer
from contracts.topics import TOPICS, Topic
from services.notify.application.refusals import NotFound, NotNow
from services.notify.domain.dead_letters import DELIVERIES, Entry, Wanted, retried
from services.notify.store.by_time import Place
from services.notify.store.dead_letters import (
    FailedDeliveries,
    FailedDelivery,
    Handled,
    HandledDeadLetters,
)

PAGE = 200
_TOPICS = {topic.name: topic for topic in TOPICS if topic.events}


@dataclass(frozen=True)
class Broker:
    """Where the letters of topics lie, and who publishes a record again."""

    letters: DeadLetterTopics
    producer: Producer


@dataclass(frozen=True)
class DeadLetters:
    """The use cases. Without a `broker` only deliveries are seen."""

    failed: FailedDeliveries
    handled: HandledDeadLetters
    broker: Broker | None = None

    async def find(self, wanted: Wanted, now: datetime, limit: int, with_handled: bool = False) -> list[Entry]:
        """What is open of what is wanted, the latest first; `with_handled` also what was decided about."""
        entries = await self._of_topics(wanted, now, with_handled)
        entries += await self._deliveries(wanted, now, limit)
        if with_handled and wanted.topic in (None, DELIVERIES):
            entries += await self._handled_deliveries(wanted, now, limit)
        return sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)[:limit]

    async def letter(self, letter_id: str) -> DeadLetter | FailedDelivery:
        """One dead letter with all that is kept of it."""
        source, rest = _parsed(letter_id)
        found: DeadLetter | FailedDelivery | None
        if source is None:
            found = await self.failed.get(rest)
        else:
            found = await self._broker().letters.one(source, int(rest))
        if found is None:
            raise NotFound(f"there is no dead letter {letter_id}", "it may be handled or expired; look at list --all")
        return found

    async def retry(self, letter_id: str, now: datetime) -> None:
        """Try it again: a delivery with all its attempts before it, a record by publishing it again.

        Those who have handled that record already see a repetition, which they recognise by the event's id.
        """
        letter = await self.letter(letter_id)
        if isinstance(letter, FailedDelivery):
            if not await self.failed.retry(retried(letter.delivery, now)):
                raise _decided(letter_id)
            await self.handled.note(Handled(letter_id, "retried", now, letter.code))
            return
        handling = Handled(letter_id, "retrying", now, letter.reason)
        if not await self.handled.begin(handling):
            raise _decided(letter_id)
        try:
            await self._broker().producer.deliver([letter.original])
        except TemporarilyUnavailable:
            await self.handled.withdraw(letter_id)
            raise
        await self.handled.note(replace(handling, action="retried"))

    async def drop(self, letter_id: str, reason: str, now: datetime) -> None:
        """Leave it as it is for good, for the reason given."""
        letter = await self.letter(letter_id)
        handling = Handled(letter_id, "dropped", now, reason)
        if not isinstance(letter, FailedDelivery):
            if not await self.handled.begin(handling):
                raise _decided(letter_id)
            return
        if not await self.failed.drop(letter.delivery.id):
            raise _decided(letter_id)
        await self.handled.note(handling)

    async def _of_topics(self, wanted: Wanted, now: datetime, with_handled: bool) -> list[Entry]:
        if self.broker is None or wanted.of_deliveries_only:
            return []
        topics = [topic for topic in _TOPICS.values() if wanted.topic in (None, topic.name)]
        letters = [each for topic in topics for each in await self.broker.letters.read(topic, wanted.since)]
        entries = wanted.chosen(_of_letter(letter) for letter in letters)
        decided = await self.handled.of([entry.id for entry in entries], now)
        seen = [_with(entry, decided.get(entry.id)) for entry in entries]
        return [entry for entry in seen if with_handled or entry.handled is None]

    async def _deliveries(self, wanted: Wanted, now: datetime, limit: int) -> list[Entry]:
        if wanted.topic not in (None, DELIVERIES):
            return []
        entries: list[Entry] = []
        place = Place(now + timedelta(seconds=1), "")
        while len(entries) < limit:
            page = await self.failed.newest(place, wanted.since, PAGE)
            entries += wanted.chosen(_of_delivery(each) for each in page)
            if len(page) < PAGE:
                break
            place = page[-1].place
        return entries[:limit]

    async def _handled_deliveries(self, wanted: Wanted, now: datetime, limit: int) -> list[Entry]:
        """Of what was decided about only the decision is left, so only by its time and code can it be chosen."""
        decisions = await self.handled.newest(Place(now + timedelta(seconds=1), ""), wanted.since, limit)
        entries = [
            _with(Entry(each.id, DELIVERIES, each.at, each.reason, "unknown"), each)
            for each in decisions
            if each.id.startswith(f"{DELIVERIES}/")
        ]
        return wanted.chosen(entries)

    def _broker(self) -> Broker:
        if self.broker is None:
            raise NotNow("no broker is configured", "set KAFKA_BOOTSTRAP to handle the dead letters of topics")
        return self.broker


def topic_names() -> Sequence[str]:
    """Where dead letters can come from."""
    return (DELIVERIES, *_TOPICS)


def _parsed(letter_id: str) -> tuple[Topic | None, str]:
    """The topic (None for deliveries) and the rest of an id."""
    source, _, rest = letter_id.partition("/")
    if source == DELIVERIES and rest:
        return None, rest
    partition, _, offset = rest.partition("/")
    if source not in _TOPICS or partition != "0" or not offset.isdigit():
        raise NotFound(f"{letter_id!r} is no id of a dead letter", "take one from the list, such as complaints/0/12")
    return _TOPICS[source], offset


def _decided(letter_id: str) -> NotNow:
    return NotNow(f"{letter_id} was decided about meanwhile", "look at list --all")


def _of_letter(letter: DeadLetter) -> Entry:
    subject = letter.key.decode("utf-8", "replace") if letter.key is not None else None
    return Entry(letter.id, letter.topic.name, letter.at, letter.reason, letter.stage, subject)


def _of_delivery(failed: FailedDelivery) -> Entry:
    delivery = failed.delivery
    return Entry(
        id=f"{DELIVERIES}/{delivery.id}",
        source=DELIVERIES,
        at=failed.failed_at,
        code=failed.code,
        stage=delivery.transport,
        subject=delivery.subject_id or None,
        recipient=delivery.recipient,
        attempts=delivery.attempts,
    )


def _with(entry: Entry, handled: Handled | None) -> Entry:
    if handled is None:
        return entry
    return replace(entry, handled=handled.action, handled_at=handled.at, handled_because=handled.reason)
