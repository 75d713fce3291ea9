"""The loop that lets duplicates follow: it looks at what is marked, a share at a time. It is always ready."""

from chassis.background import BackgroundLoop
from chassis.retry import Retry
from chassis.shares import Share
from services.complaints.application.follow import Followers

PAUSE_S = 0.5
MAX_LOOK = 100
"""Marked complaints that one look should find at most."""


class FollowingLoop(BackgroundLoop):
    """Beside others of its kind it does no harm: each step is guarded by the version of the complaint."""

    def __init__(self, followers: Followers) -> None:
        self._followers, self._share = followers, Share()
        super().__init__("duplicates", self.step, pause_s=PAUSE_S, retry=Retry((PAUSE_S, 5.0)), decides_readiness=False)

    async def step(self) -> bool:
        """See to what one share holds; whether other shares follow before the next rest."""
        share = self._share
        found = await self._followers.marked(share, MAX_LOOK)
        for each in found:
            if self.is_stopping:
                return False
            await self._followers.see_to(each)
        if len(found) >= MAX_LOOK and share.width > 1:
            self._share = share.narrowed()
            return True
        self._share = share.next(len(found), MAX_LOOK)
        return not share.is_last
