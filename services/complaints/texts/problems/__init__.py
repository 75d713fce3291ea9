"""What each kind of problem means, why it comes and what to do: one file a language in this folder.

A kind is a member of `KINDS` of `services.complaints.api.problems`; the titles in English are the same as there.
"""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from city import reading

FOLDER = Path(__file__).parent


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Sentences = Annotated[tuple[str, ...], Field(min_length=1)]


class ProblemWords(_Part):
    """One kind of problem: what it means, what it may come from, and what to do then, the first thing first."""

    title: str
    meaning: str
    causes: Sentences
    remedies: Sentences


class Labels(_Part):
    """What the parts of a page are called."""

    list_title: str
    list_intro: str
    status: str
    type: str
    meaning: str
    causes: str
    remedies: str
    example: str
    all_kinds: str


class ProblemTexts(_Part):
    """All kinds of problems in one language, by kind."""

    labels: Labels
    kinds: dict[str, ProblemWords]


@cache
def of(language: str) -> ProblemTexts:
    """The texts of a language, read once; raises `ConfigurationError` when its file is missing or wrong."""
    return reading.read(FOLDER / f"{language}.yaml", ProblemTexts)
