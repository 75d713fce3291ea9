"""channels.yaml: through whom complaints come in, and where each channel takes what its complainants must hear."""

from pydantic import Field

from city.entry import Entry, Names
from contracts.values import Code, Language

_PREFIX = "channel-"


class Channel(Entry):
    """`contacts` has an address for each way to reach the channel, as people have them; none: it is not written to.

    Its id is short enough to be that of a recipient with the prefix.
    """

    id: Code = Field(max_length=64 - len(_PREFIX))
    name: Names
    language: Language
    contacts: dict[Code, str] = Field(default_factory=dict)


class ChannelsFile(Entry):
    """The channels that can be written to. One without an entry may file, and hears of nothing."""

    version: str
    channels: tuple[Channel, ...]


def recipient_id(channel: str) -> str:
    """The id of a channel among those who are notified: no person has it. A code, so it is cut to its length."""
    return f"{_PREFIX}{channel}"[:64]
