"""One lookup over all channels there are: those of the access file, and those of the store."""

from collections.abc import Collection, Iterable

from chassis.access.channels import Channel, hash_of
from chassis.access.directory import ChannelDirectory


class Channels:
    """Looks channels up by the hash of their key: the time it takes says nothing about the key itself.

    An id exists once: where the access file has it, the file counts, and what the store has under it does not.
    Disabled channels are found too; who asks says why they may not call. Methods raise `StoreUnavailable` for what
    only the store can tell while it was never read.
    """

    def __init__(self, of_file: Iterable[Channel] = (), kept: ChannelDirectory | None = None) -> None:
        listed = tuple(of_file)
        self._of_file = {each.id: each for each in listed}
        self._by_hash = {key.hash: each for each in listed for key in each.keys}
        self._kept = kept

    @property
    def of_file(self) -> Collection[str]:
        """The ids of the channels that the access file lists."""
        return self._of_file.keys()

    def by_key(self, key: str) -> Channel | None:
        """The channel with this key, or None."""
        key_hash = hash_of(key)
        if (found := self._by_hash.get(key_hash)) is not None or self._kept is None:
            return found
        return self._unless_in_file(self._kept.by_hash(key_hash))

    def by_id(self, channel_id: str) -> Channel | None:
        """The channel with this id, or None."""
        if (found := self._of_file.get(channel_id)) is not None or self._kept is None:
            return found
        return self._kept.by_id(channel_id)

    def _unless_in_file(self, found: Channel | None) -> Channel | None:
        return None if found is not None and found.id in self._of_file else found
