"""The access file as every API reads it: which channels there are, each with the hashes of its keys."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from city import reading
from contracts.errors import ConfigurationError
from contracts.values import Code, Language


def _sha256(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError("must be a SHA-256 in hexadecimal, as sha256sum prints it: 64 digits and letters a to f")
    return text


Hash = Annotated[str, AfterValidator(_sha256)]
"""SHA-256 in hexadecimal. The secrets are long and random, so their plain hash cannot be guessed backwards."""


OFFICERS_CHANNELS = ("counter", "phone")
"""The channels of what citizens say to an officer, who files it for them: no system is called so."""
WEB = "web"
"""The channel of what citizens file on the pages themselves. A system of this name could read all of it."""


class ChannelEntry(BaseModel):
    """A system that hands complaints in. Two keys may be valid while one replaces the other.

    `rate` is how many requests it may send in a minute; None: any number. `may_import`: it may say when a complaint was
    filed elsewhere, under which policy, and that it is over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Code
    keys: tuple[Hash, ...] = Field(min_length=1, max_length=2)
    kind: Literal["app", "call_center", "national", "bot", "open311", "other"] = "other"
    language: Language | None = None
    rate: int | None = Field(default=None, ge=1, le=1_000_000)
    bulk: bool = False
    sandbox: bool = False
    may_import: bool = False


class _ChannelsOnly(BaseModel):
    """Of the file only the channels; whoever knows officers checks the rest."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: tuple[ChannelEntry, ...]


def load_channels(file: Path) -> tuple[ChannelEntry, ...]:
    """The channels of the file; raises `ConfigurationError` when it is wrong."""
    entries = reading.read(file, _ChannelsOnly).channels
    check_channels(file, entries)
    return entries


def check_channels(file: Path, entries: Sequence[ChannelEntry]) -> None:
    """Raise `ConfigurationError` when two of them cannot be told apart, or one has a name that is not for systems."""
    keys = [key for channel in entries for key in channel.keys]
    if len(set(keys)) < len(keys):
        raise ConfigurationError(f"{file}: the same key is given to two channels; make one of them anew")
    for channel in entries:
        if channel.id in OFFICERS_CHANNELS:
            reason = "is what officers file under: name the channel otherwise"
            raise ConfigurationError(f"{file}: channels: {channel.id!r} {reason}")
        if channel.id == WEB:
            reason = "is what citizens file under on the pages: name the channel otherwise"
            raise ConfigurationError(f"{file}: channels: {channel.id!r} {reason}")
