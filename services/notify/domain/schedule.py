"""What follows from an attempt: delivered, failed, or when to try again.

A permanent refusal fails at once. A temporary one, or no reply, uses up one of ten attempts over about three days. A
server that asks for a longer wait (`Retry-After`) gets it, up to a day. A server that is unavailable as a whole uses
up none: that is not an outcome of a message but `TemporarilyUnavailable`, and `services.notify.sender` then waits for
the server instead.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from services.notify.domain.delivery import Delivery, Digest, Sendable
from services.notify.domain.outcomes import Accepted, Outcome, Refused

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
"""The wait before each attempt, counted from the one before (the schedule that Standard Webhooks recommends)."""

JITTER = 0.2
"""Each wait is up to this share shorter or longer, so that what failed together does not come back together."""

MAX_RETRY_AFTER = timedelta(hours=24)
"""No server's wish for a later attempt is followed for longer than that."""

Attempted = TypeVar("Attempted", Delivery, Digest)


def next_attempt(
    sendable: Attempted, outcome: Outcome, now: datetime, delays: Sequence[timedelta] = DELAYS
) -> Attempted:
    """The message after an attempt that ended `now` with `outcome`."""
    attempted = replace(sendable, attempts=sendable.attempts + 1)
    if isinstance(outcome, Accepted):
        return replace(attempted, state="delivered")
    if (isinstance(outcome, Refused) and outcome.permanent) or attempted.attempts >= len(delays):
        return replace(attempted, state="failed")
    return replace(attempted, next_attempt_at=now + max(_wait(attempted, delays), asked_wait(outcome)))


def asked_wait(outcome: Outcome) -> timedelta:
    """How long the server asked us to wait, as far as that is followed; nothing when it did not ask."""
    asked = outcome.retry_after if isinstance(outcome, Refused) else None
    return min(asked or timedelta(0), MAX_RETRY_AFTER)


def _wait(sendable: Sendable, delays: Sequence[timedelta]) -> timedelta:
    """The same message and attempt always wait equally long."""
    digest = sha256(f"{sendable.id}:{sendable.attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
    return delays[sendable.attempts] * (1 - JITTER + 2 * JITTER * share)
