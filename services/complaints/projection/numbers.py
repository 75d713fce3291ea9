"""Shows the numbers of all units as metrics, in one of the projection's processes: the one that holds the lease.

It shows what is kept in the store, whichever process counted it, so all units are a second old at most.
"""

from collections.abc import Iterable, Sequence

from chassis.background import BackgroundLoop
from chassis.outbox import Lease
from chassis.retry import Retry
from services.complaints.projection import metrics
from services.complaints.record import UnitCount
from services.complaints.store.complaints import ComplaintStore

LEASE = "unit-counts"
LEASE_S = 3.0
"""A silent process is replaced after this."""
EVERY_S = 1.0


class ShownNumbers(BackgroundLoop):
    """Reads the numbers while this process shows them. It is always ready."""

    def __init__(self, store: ComplaintStore, units: Sequence[str], lease: Lease) -> None:
        self._store, self._units, self._lease = store, tuple(units), lease
        self._counts: tuple[UnitCount, ...] = ()
        retry = Retry((EVERY_S,))
        super().__init__("shown numbers", self.step, pause_s=EVERY_S, retry=retry, decides_readiness=False, lease=lease)

    async def start(self) -> None:
        """Begin; the store may be unavailable."""
        metrics.unit_numbers.counts = self.shown
        await super().start()

    async def step(self) -> bool:
        """Read them if they are to be shown here."""
        if self._lease.token() is None:
            self._counts = ()
        else:
            self._counts = tuple((await self._store.counts(self._units)).values())
        return False

    def shown(self) -> Iterable[UnitCount] | None:
        """The numbers to show; None when another process shows them, or the store does not say who does."""
        return None if self._lease.token() is None else self._counts
