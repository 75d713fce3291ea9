"""The metrics of the projection beside those that it shares with the intake API.

The numbers of the units are the same in every process, so one of several shows them: the holder of a lease. A process
that has lost it shows none from that moment on.
"""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import REGISTRY, Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.metrics import PREFIX
from services.complaints.domain.complaint import OPEN
from services.complaints.record import UnitCount

orphan_events = Counter(f"{PREFIX}orphan_events", "Events about complaints that the store does not know.")


class UnitNumbers(Collector):
    """Shows what `counts` answers whenever it is asked; None: this process is not the one that shows them."""

    def __init__(self) -> None:
        self.counts: Callable[[], Iterable[UnitCount] | None] = lambda: None

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """The metrics, without their values."""
        return _families()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metrics as they are now."""
        owner, open_, overdue, oldest = _families()
        counts = self.counts()
        owner.add_metric((), 0 if counts is None else 1)
        for count in counts or ():
            for state in OPEN:
                open_.add_metric((count.unit, state.value), count.states.get(state.value, 0))
            overdue.add_metric((count.unit,), count.overdue)
            oldest.add_metric((count.unit,), count.oldest.timestamp() if count.oldest else 0)
        yield from (owner, open_, overdue, oldest)


def _families() -> tuple[GaugeMetricFamily, ...]:
    return (
        GaugeMetricFamily(f"{PREFIX}counts_owner", "1 in the projection process that shows the numbers of the units."),
        GaugeMetricFamily(f"{PREFIX}open_complaints", "Open complaints of a unit.", labels=("unit", "state")),
        GaugeMetricFamily(f"{PREFIX}overdue_complaints", "Open complaints with a breached deadline.", labels=("unit",)),
        GaugeMetricFamily(
            f"{PREFIX}oldest_open_complaint_timestamp_seconds",
            "When the oldest open complaint of a unit was filed; 0: it has none.",
            labels=("unit",),
        ),
    )


unit_numbers = UnitNumbers()
REGISTRY.register(unit_numbers)
