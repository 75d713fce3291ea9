"""What operators do with channels. A key or a secret is in the answer once, when it is made, and never again."""

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from chassis.access.channels import Channel, disabled, enabled, with_key, with_secret, without_old
from chassis.access.store import ChannelStore

_BYTES = 32


class AccessRefused(Exception):
    """Nothing was changed, for this reason; `remedy` says what to do instead."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(f"{reason}; {remedy}")


@dataclass(frozen=True, slots=True)
class Issued:
    """A channel with what was made for it just now; None where nothing was."""

    channel: Channel
    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)


def _now() -> datetime:
    """In the milliseconds that the store keeps."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def new_key() -> str:
    """256 random bits, recognisable in a leak as what they are."""
    return f"tgk_{secrets.token_urlsafe(_BYTES)}"


def new_secret() -> str:
    """The same for signing."""
    return f"tgs_{secrets.token_urlsafe(_BYTES)}"


async def add(
    store: ChannelStore, wanted: Channel, *, hmac: bool = False, key: bool = True, taken: Collection[str] = ()
) -> Issued:
    """Keep a new channel with a key, and with a secret where its requests are signed. Ids in `taken` are somebody's."""
    if not hmac and not key:
        raise AccessRefused("it could not say who it is", "give it a key, or a secret by --hmac")
    if wanted.id in taken:
        raise AccessRefused(f"{wanted.id} is taken", "the access file or officers have it: choose another id")
    now = _now()
    issued = _with_new(replace(wanted, created_at=now), now, key=key, secret=hmac)
    if not await store.add(issued.channel):
        raise AccessRefused(f"there is a channel {wanted.id}", "choose another id, or rotate its key")
    return issued


async def listed(store: ChannelStore) -> list[Channel]:
    """All that were added, by their ids."""
    return await store.everything()


async def found(store: ChannelStore, channel_id: str) -> Channel:
    """The channel with this id."""
    channel = await store.get(channel_id)
    if channel is None:
        raise _unknown(channel_id)
    return channel


async def rotate(store: ChannelStore, channel_id: str, *, hmac: bool = False) -> Issued:
    """Make a new key, or a new secret; the older one is valid until `drop_old` or the next rotation."""
    now = _now()
    if hmac:
        secret = new_secret()
        return Issued(await _changed(store, channel_id, lambda each: with_secret(each, secret, now)), secret=secret)
    key = new_key()
    return Issued(await _changed(store, channel_id, lambda each: with_key(each, key, now)), key=key)


async def drop_old(store: ChannelStore, channel_id: str) -> Channel:
    """End the older key and the older secret."""
    return await _changed(store, channel_id, without_old)


async def disable(store: ChannelStore, channel_id: str) -> Channel:
    """Refuse whatever it sends, within seconds."""
    now = _now()
    return await _changed(store, channel_id, lambda channel: disabled(channel, now))


async def enable(store: ChannelStore, channel_id: str) -> Channel:
    """Take what it sends again."""
    return await _changed(store, channel_id, enabled)


def _with_new(channel: Channel, now: datetime, *, key: bool, secret: bool) -> Issued:
    made_key, made_secret = new_key() if key else None, new_secret() if secret else None
    if made_key:
        channel = with_key(channel, made_key, now)
    if made_secret:
        channel = with_secret(channel, made_secret, now)
    return Issued(channel, made_key, made_secret)


async def _changed(store: ChannelStore, channel_id: str, altered: Callable[[Channel], Channel]) -> Channel:
    channel = await store.change(channel_id, altered)
    if channel is None:
        raise _unknown(channel_id)
    return channel


def _unknown(channel_id: str) -> AccessRefused:
    remedy = "`tanggap channel list` shows those of the store; those of the access file are changed there"
    return AccessRefused(f"there is no channel {channel_id}", remedy)
