"""The access file as every API reads it: which channels there are, and how one is known by its key."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from city import reading
from contracts.errors import ConfigurationError
from contracts.values import Code


def _sha256(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError("must be a SHA-256 in hexadecimal, as sha256sum prints it: 64 digits and letters a to f")
    return text


Hash = Annotated[str, AfterValidator(_sha256)]
"""SHA-256 in hexadecimal. The secrets are long and random, so their plain hash cannot be guessed backwards."""


class ChannelKeys(BaseModel):
    """A system that hands complaints in. Two keys may be valid while one replaces the other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Code
    keys: tuple[Hash, ...] = Field(min_length=1, max_length=2)


class _ChannelsOnly(BaseModel):
    """Of the file only the channels; whoever knows officers checks the rest."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: tuple[ChannelKeys, ...]


@dataclass(frozen=True)
class ChannelAccess:
    """Looks channels up by the hash of their key: the time it takes says nothing about the key itself."""

    by_hash: Mapping[str, str]

    def channel(self, key: str | None) -> str | None:
        """The id of the channel with this key, or None."""
        return self.by_hash.get(hash_of(key)) if key else None


def load_channel_access(file: Path) -> ChannelAccess:
    """The channels of the file; raises `ConfigurationError` when it is wrong, or a key is given to two of them."""
    entries = reading.read(file, _ChannelsOnly)
    pairs = [(key, channel.id) for channel in entries.channels for key in channel.keys]
    by_hash = dict(pairs)
    if len(by_hash) < len(pairs):
        raise ConfigurationError(f"{file}: the same key is given to two channels; make one of them anew")
    return ChannelAccess(by_hash)


def hash_of(secret: str) -> str:
    """As the file has it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
