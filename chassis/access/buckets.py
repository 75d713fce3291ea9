"""How many requests a channel may send: a token bucket, as pure functions of its state and a moment.

A bucket holds `rate` tokens at most and gains `rate` in a minute, evenly. So a channel may send a minute's worth at
once, and twice that in its busiest minute; in the long run it sends `rate` a minute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from chassis.access.channels import Channel

WINDOW_S = 60.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """How full it was at a moment, which is in seconds on any clock that does not go back."""

    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of asking. When it was not `allowed`, nothing was taken, and it is worth asking again in `wait_s`."""

    bucket: Bucket
    rate: int
    allowed: bool
    wait_s: float

    @property
    def remaining(self) -> int:
        """Requests that may follow at once."""
        return int(self.bucket.tokens)

    @property
    def full_in_s(self) -> int:
        """Whole seconds until nothing is missing."""
        return ceil((self.rate - self.bucket.tokens) / self.rate * WINDOW_S)


def take(bucket: Bucket | None, rate: int, now: float, cost: int = 1) -> Taken:
    """Ask for `cost` tokens, or for a full bucket if that is less: else it would never be given."""
    before = Bucket(rate, now) if bucket is None else bucket
    gained = max(0.0, now - before.at) * rate / WINDOW_S
    tokens, wanted = min(float(rate), before.tokens + gained), min(cost, rate)
    if tokens >= wanted:
        return Taken(Bucket(tokens - wanted, now), rate, True, 0.0)
    return Taken(Bucket(tokens, now), rate, False, (wanted - tokens) * WINDOW_S / rate)


class RateLimits:
    """The buckets of all channels, in the memory of this process: of N processes each allows the rate.

    That costs a request nothing. A gateway that spreads requests evenly over them allows N times the rate; where that
    is too much, give channels a share of it.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._buckets: dict[str, Bucket] = {}

    def take(self, channel: Channel, cost: int = 1) -> Taken | None:
        """What comes of a request, or of as many as `cost` says; None for a channel without a limit."""
        if channel.rate is None:
            return None
        taken = take(self._buckets.get(channel.id), channel.rate, self._monotonic(), cost)
        self._buckets[channel.id] = taken.bucket
        return taken
