"""The loop that sends statements about learning to a learning record store: in the process that holds the lease."""

from chassis.background import BackgroundLoop
from chassis.outbox import Lease
from chassis.retry import Retry
from services.improvements.application.dependencies import Dependencies
from services.improvements.application.send_learning import make_statements, send_due
from services.improvements.transports.lrs import LearningRecordStore

LEASE = "learning-statements"
LEASE_S = 30.0
LOOK_EVERY_S = 5.0
RETRY = Retry((5.0, 15.0, 60.0), jitter=0.2)


class LearningSender(BackgroundLoop):
    """Sends what waits. It is always ready: who learns hears later, and everything else goes on."""

    def __init__(self, deps: Dependencies, lrs: LearningRecordStore, lease: Lease) -> None:
        self._deps, self._lrs, self._lease = deps, lrs, lease
        super().__init__(
            "learning-sender", self.step, pause_s=LOOK_EVERY_S, retry=RETRY, decides_readiness=False, lease=lease
        )

    async def step(self) -> bool:
        """Make statements and send those that are due, if it is to be done here; whether more may be due at once."""
        if self._lease.token() is None:
            return False
        more = await make_statements(self._deps)
        return await send_due(self._lrs, self._deps) or more

    async def stop(self) -> None:
        """End the step in hand, and the connections."""
        await super().stop()
        await self._lrs.aclose()
