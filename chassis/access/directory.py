"""All channels of the store, in memory: to know who calls asks no store."""

from collections.abc import Mapping
from contextlib import suppress

from chassis.access.channels import Channel
from chassis.access.store import ChannelStore
from chassis.background import BackgroundLoop
from chassis.errors import StoreUnavailable
from chassis.retry import Retry

REFRESH_EVERY_S = 3.0
RETRY = Retry((1.0, 2.0, 4.0))


class ChannelDirectory(BackgroundLoop):
    """Knows what the store knew a few seconds ago; `wake` reads it at once.

    Until it has read the store once it raises `StoreUnavailable`: a caller must not be refused as unknown who is not.
    Readiness is the affair of the store's own component; channels of the access file are known without a store.
    """

    def __init__(self, store: ChannelStore) -> None:
        self._store = store
        self._by_id: Mapping[str, Channel] | None = None
        self._by_hash: Mapping[str, Channel] = {}
        super().__init__(
            "channel-directory", self._refresh, pause_s=REFRESH_EVERY_S, retry=RETRY, decides_readiness=False
        )

    async def start(self) -> None:
        """Read once before anybody calls, if the store answers."""
        with suppress(StoreUnavailable):
            await self._refresh()
        await super().start()

    def by_hash(self, key_hash: str) -> Channel | None:
        """The channel that has a key with this hash, also a disabled one."""
        self._check_known()
        return self._by_hash.get(key_hash)

    def by_id(self, channel_id: str) -> Channel | None:
        """The channel with this id, also a disabled one."""
        return self._check_known().get(channel_id)

    def _check_known(self) -> Mapping[str, Channel]:
        if self._by_id is None:
            raise StoreUnavailable("the channels are not read yet")
        return self._by_id

    async def _refresh(self) -> bool:
        found = await self._store.everything()
        self._by_hash = {key.hash: each for each in found for key in each.keys}
        self._by_id = {each.id: each for each in found}
        return False
