"""words.yaml: terms, and how people spell them."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from city.entry import Entry
from contracts.values import Code


def _readable(spelling: str) -> str:
    if not re.search(r"[^\W_]", spelling):
        raise ValueError(f"{spelling!r} has neither a letter nor a digit, so it is found in no text")
    return spelling


class Word(Entry):
    """A term. Only its id leaves the store, so it must say no more than what the complaint is about."""

    id: Code
    spellings: tuple[Annotated[str, AfterValidator(_readable)], ...] = Field(min_length=1)


class WordsFile(Entry):
    """All terms of the city."""

    version: str
    words: tuple[Word, ...]
