"""needs.yaml: what people ask for and does not exist, and by which phrases they ask for it."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from city.entry import Entry, Names
from contracts.values import Code

GAP = "..."
"""In a phrase: up to `MAX_GAP` other words."""
MAX_GAP = 3


def _readable(phrase: str) -> str:
    parts = phrase.split(GAP)
    if any(not re.search(r"[^\W_]", part) for part in parts):
        raise ValueError(f"{phrase!r} has no word before or after {GAP}, so it is found in no text or in any")
    return phrase


class Need(Entry):
    """A thing or a service that people ask for. Only its id leaves the store.

    `phrases` are how they ask, as in "belum ada ... lampu jalan"; the thing alone would also find complaints about one
    that is broken. An improvement action about `category` is what answers it.
    """

    id: Code
    name: Names
    phrases: tuple[Annotated[str, AfterValidator(_readable)], ...] = Field(min_length=1)
    category: Code | None = None


class NeedsFile(Entry):
    """All needs that the city counts; none is a list too."""

    version: str
    needs: tuple[Need, ...]
