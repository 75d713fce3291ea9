"""What follows from an attempt: delivered, failed, or when to try again. Pure.

A refusal for good (SMTP 5xx) fails at once. A refusal for now (4xx), or silence in the middle of a message, uses up one
of ten attempts over about four days. A mail server that is unavailable as a whole uses up none: that is not an outcome
of a delivery but `TemporarilyUnavailable`, and `services.notify.sender` then waits for the server instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from services.notify.domain import Delivery

DELAYS = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The wait before each attempt, counted from the one before (the rhythm that Standard Webhooks recommends)."""

JITTER = 0.2
"""Each wait is up to this share shorter or longer, so that what failed together does not come back together."""


@dataclass(frozen=True)
class Accepted:
    """The transport took it."""

    code: int
    reply: str


@dataclass(frozen=True)
class Refused:
    """The transport answered that it does not take it: for now (4xx) or for good (5xx)."""

    code: int
    reply: str

    @property
    def for_good(self) -> bool:
        """Whether trying again is pointless."""
        return self.code >= 500


@dataclass(frozen=True)
class NoReply:
    """The transport fell silent in the middle: it may have taken it. A repetition has the same message id."""

    reply: str
    code: int = 0


Outcome = Accepted | Refused | NoReply


def next_attempt(delivery: Delivery, outcome: Outcome, now: datetime, delays: Sequence[timedelta] = DELAYS) -> Delivery:
    """The delivery after an attempt that ended `now` with `outcome`."""
    attempted = replace(delivery, attempts=delivery.attempts + 1)
    if isinstance(outcome, Accepted):
        return replace(attempted, state="delivered")
    if (isinstance(outcome, Refused) and outcome.for_good) or attempted.attempts >= len(delays):
        return replace(attempted, state="failed")
    return replace(attempted, next_attempt_at=now + _wait(attempted, delays))


def status(outcome: Outcome) -> str:
    """The outcome as it is published: the reply's code, never its text, for that may repeat an address."""
    return str(outcome.code) if outcome.code else "no_reply"


def _wait(delivery: Delivery, delays: Sequence[timedelta]) -> timedelta:
    """The same delivery and attempt always wait equally long."""
    digest = sha256(f"{delivery.id}:{delivery.attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
    return delays[delivery.attempts] * (1 - JITTER + 2 * JITTER * share)
