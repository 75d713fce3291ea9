"""What follows from an attempt: delivered, failed, or when to try again.

A permanent refusal fails at once. A temporary one, or no reply, uses up one of ten attempts over about three days. A
server that is unavailable as a whole uses up none: that is not an outcome of a delivery but `TemporarilyUnavailable`,
and `services.notify.sender` then waits for the server instead.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from services.notify.domain.delivery import Delivery
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


def next_attempt(delivery: Delivery, outcome: Outcome, now: datetime, delays: Sequence[timedelta] = DELAYS) -> Delivery:
    """The delivery after an attempt that ended `now` with `outcome`."""
    attempted = replace(delivery, attempts=delivery.attempts + 1)
    if isinstance(outcome, Accepted):
        return replace(attempted, state="delivered")
    if (isinstance(outcome, Refused) and outcome.permanent) or attempted.attempts >= len(delays):
        return replace(attempted, state="failed")
    return replace(attempted, next_attempt_at=now + _wait(attempted, delays))


def _wait(delivery: Delivery, delays: Sequence[timedelta]) -> timedelta:
    """The same delivery and attempt always wait equally long."""
    digest = sha256(f"{delivery.id}:{delivery.attempts}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 0xFFFFFFFF
    return delays[delivery.attempts] * (1 - JITTER + 2 * JITTER * share)
