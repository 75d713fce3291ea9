"""What a channel is, and how its keys and secrets are replaced: pure functions of a channel and a moment."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

MAX_KEYS = 2
"""So many are valid while one replaces the other; the same goes for secrets."""


class Kind(StrEnum):
    """What sort of system a channel is."""

    APP = "app"
    CALL_CENTER = "call_center"
    NATIONAL = "national"
    BOT = "bot"
    OPEN311 = "open311"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: its SHA-256 in hexadecimal. `since` is when it was made, None for one of the access file."""

    hash: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """What signs requests. Both sides need it as it is, so it cannot be kept as a hash."""

    value: str = field(repr=False)
    since: datetime | None = None


@dataclass(frozen=True)
class Channel:
    """A system that may call. The newest key and the newest secret come first.

    `language` is what its people read by default, `rate` how many requests it may send in a minute (None: any number).
    A `bulk` channel is refused before others when we fall behind. What a `sandbox` channel sends in reaches nobody.
    One that `may_import` may hand in what was begun, or was over, in another system.
    """

    id: str
    kind: Kind = Kind.OTHER
    language: str | None = None
    rate: int | None = None
    bulk: bool = False
    sandbox: bool = False
    keys: tuple[Key, ...] = ()
    secrets: tuple[Secret, ...] = ()
    created_at: datetime | None = None
    disabled_at: datetime | None = None
    may_import: bool = False

    @property
    def is_enabled(self) -> bool:
        """Whether it may call at all."""
        return self.disabled_at is None


def of_file(
    id: str,
    keys: Iterable[str],
    kind: str = Kind.OTHER,
    language: str | None = None,
    rate: int | None = None,
    bulk: bool = False,
    sandbox: bool = False,
    may_import: bool = False,
) -> Channel:
    """A channel as the access file lists it: `keys` are hashes."""
    of_keys = tuple(Key(each) for each in keys)
    return Channel(id, Kind(kind), language, rate, bulk, sandbox, of_keys, may_import=may_import)


def hash_of(secret: str) -> str:
    """As keys and tokens are kept: long and random ones cannot be guessed backwards from their plain hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def with_key(channel: Channel, key: str, now: datetime) -> Channel:
    """The channel with a new key; the one it had last goes on being valid beside it."""
    return replace(channel, keys=(Key(hash_of(key), now), *channel.keys)[:MAX_KEYS])


def with_secret(channel: Channel, secret: str, now: datetime) -> Channel:
    """So it is with a secret."""
    return replace(channel, secrets=(Secret(secret, now), *channel.secrets)[:MAX_KEYS])


def without_old(channel: Channel) -> Channel:
    """Only the newest key and the newest secret are valid from now on."""
    return replace(channel, keys=channel.keys[:1], secrets=channel.secrets[:1])


def disabled(channel: Channel, now: datetime) -> Channel:
    """It may call no more; since when is kept if it was so before."""
    return replace(channel, disabled_at=channel.disabled_at or now)


def enabled(channel: Channel) -> Channel:
    """It may call again."""
    return replace(channel, disabled_at=None)
