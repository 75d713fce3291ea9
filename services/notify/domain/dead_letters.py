"""Dead letters of every kind as one list: deliveries that failed for good, and records that could not be handled."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from services.notify.domain.delivery import Delivery, in_digest

DELIVERIES = "deliveries"
"""The part of an id that stands for no topic."""
NEXT_DIGEST = timedelta(seconds=30)
"""What is retried of a digest comes together again in one that leaves so soon."""

Action = Literal["retrying", "retried", "dropped"]


@dataclass(frozen=True)
class Entry:
    """One dead letter. `code` says why: a reason of ours, or the code of the last attempt. No address is in it.

    `stage` is who gave up: a service, or the transport. `handled` is what was decided about it, and why.
    """

    id: str
    source: str
    at: datetime
    code: str
    stage: str
    subject: str | None = None
    recipient: str | None = None
    attempts: int | None = None
    handled: Action | None = None
    handled_at: datetime | None = None
    handled_because: str = ""


@dataclass(frozen=True)
class Wanted:
    """A choice of dead letters. What is None chooses nothing; `topic` may be `deliveries`."""

    topic: str | None = None
    reason: str | None = None
    transport: str | None = None
    recipient: str | None = None
    since: datetime | None = None

    @property
    def of_deliveries_only(self) -> bool:
        """Whether only deliveries can be meant: nothing else has a recipient."""
        return self.topic == DELIVERIES or self.transport is not None or self.recipient is not None

    def chosen(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the entries that are meant."""
        return [each for each in entries if self._means(each)]

    def _means(self, entry: Entry) -> bool:
        pairs = ((self.topic, entry.source), (self.reason, entry.code), (self.recipient, entry.recipient))
        is_in_time = self.since is None or entry.at >= self.since
        is_by_transport = self.transport is None or (entry.source == DELIVERIES and entry.stage == self.transport)
        return is_in_time and is_by_transport and all(wanted in (None, has) for wanted, has in pairs)


def retried(delivery: Delivery, now: datetime) -> Delivery:
    """A failed delivery with all its attempts before it: due `now`, or in the next digest if a digest held it.

    What one person gets of one command comes in one digest.
    """
    fresh = replace(delivery, state="pending", attempts=0)
    if delivery.digest is None:
        return replace(fresh, next_attempt_at=now, digest_at=None)
    return in_digest(fresh, now + NEXT_DIGEST)


def put_off(delivery: Delivery) -> Delivery:
    """The same for one whose digest was made before it was kept."""
    assert delivery.digest_at is not None, "only what waits has a digest"
    return in_digest(delivery, delivery.digest_at + NEXT_DIGEST)
