"""A histogram that takes the values of a whole batch at once: one by one they cost a stage several percent of it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from prometheus_client import Histogram


class BatchHistogram(Histogram):
    """`observe_all` leaves what `observe` of each value would."""

    def observe_all(self, amounts: Sequence[float]) -> None:
        """Take note of all of these values."""
        self._raise_if_not_observable()  # type: ignore[no-untyped-call]  # so do the library's own methods
        self._sum.inc(sum(amounts))
        for bucket, count in Counter(bisect_left(self._upper_bounds, amount) for amount in amounts).items():
            self._buckets[bucket].inc(count)
