"""When bulk channels are refused, so that what people hand in one by one is still taken: a pure decision, and the look
at the store's disk that it needs.
"""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis import metrics
from chassis.background import BackgroundLoop
from chassis.retry import Retry

LOOK_EVERY_S = 10.0
RETRY = Retry((2.0, 5.0, 10.0))


@dataclass(frozen=True, slots=True)
class BulkLimits:
    """How long the oldest event may wait to be published, and which share of the store's disk has to be free."""

    outbox_age_s: float
    free_share: float


@dataclass(frozen=True, slots=True)
class Load:
    """How it is. `free_share` is None where nobody says how full the disk is: then that decides nothing."""

    outbox_age_s: float
    free_share: float | None = None


def why_no_bulk(load: Load, limits: BulkLimits) -> str | None:
    """Why bulk has to wait, in words for whoever sent it; None while it is taken."""
    if load.free_share is not None and load.free_share < limits.free_share:
        return "the store's disk is nearly full"
    if load.outbox_age_s > limits.outbox_age_s:
        return "earlier complaints are still waiting to be passed on"
    return None


class StoreDisk(BackgroundLoop):
    """Knows which share of the store's disk was free a few seconds ago; None where the store does not say.

    `look` asks. While it fails the latest answer counts.
    """

    def __init__(self, look: Callable[[], Awaitable[float | None]]) -> None:
        self._look = look
        self.free_share: float | None = None
        super().__init__("store-disk", self._note, pause_s=LOOK_EVERY_S, retry=RETRY, decides_readiness=False)

    async def _note(self) -> bool:
        self.free_share = await self._look()
        metrics.store_free_share.set(math.nan if self.free_share is None else self.free_share)
        return False
