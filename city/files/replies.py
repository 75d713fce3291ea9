"""replies.yaml: what an officer can start a message to a complainant from."""

from collections.abc import Mapping
from string import Formatter

from city.entry import Entry, Names
from contracts.values import Code

PLACEHOLDERS = ("unit", "category", "area", "until")
"""What a text may name in braces: the responsible unit, category, area, and a day that the complainant has to know."""


class Reply(Entry):
    """A text for an action; with `category` or `reason` only for complaints of that category, or for that reason."""

    action: Code
    category: Code | None = None
    reason: Code | None = None
    title: Names
    text: Names


class RepliesFile(Entry):
    """All texts of the city, in the order in which they are offered."""

    version: str
    replies: tuple[Reply, ...]


def named_in(text: str) -> frozenset[str]:
    """What a text names in braces; raises ValueError when the braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with these values; what has none stays in its braces."""
    return text.format_map({name: f"{{{name}}}" for name in PLACEHOLDERS} | dict(values))
