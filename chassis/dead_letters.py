"""Records that can never be handled: kept as they came, with the reason; too many of them stop the worker."""

from collections import deque

from chassis.errors import Poison
from chassis.records import Incoming
from contracts.records import Record

REASONS = (
    "invalid_event", "malformed_json", "no_key", "no_value", "not_a_cloudevent", "wrong_key", "wrong_topic",
)  # fmt: skip
"""Why a record can never be handled."""


def dead_letter(record: Incoming, poison: Poison, stage: str) -> Record:
    """The record's raw key and value for `<topic>-dlq`; where it came from and why stand in the headers."""
    headers = {
        "stage": stage,
        "reason": poison.reason,
        "detail": poison.detail[:1000],
        "topic": record.topic.name,
        "partition": str(record.partition),
        "offset": str(record.offset),
    }
    return Record(
        record.topic.dead_letter,
        record.key,
        record.value if record.value is not None else b"",
        partition=0,
        headers=tuple((name, value.encode()) for name, value in headers.items()),
    )


class PoisonLimit:
    """Distinguishes a few bad records from a broken producer or decoder, where the worker had better stop."""

    def __init__(self, window: int = 1000, limit: int = 500) -> None:
        self._recent: deque[bool] = deque(maxlen=window)
        self._limit = limit

    def exceeded(self, poisoned: int, healthy: int) -> bool:
        """Count a batch; True once more than `limit` of the last `window` records were poison."""
        self._recent.extend([True] * poisoned + [False] * healthy)
        return sum(self._recent) > self._limit
