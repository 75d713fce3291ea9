"""What all models of a city's files share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel

from contracts.values import Language


class Entry(BaseModel):
    """A file or a part of one. A key that is not known is a fault, for it would be a rule that nobody follows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(RootModel[Annotated[dict[Language, Annotated[str, Field(min_length=1)]], Field(min_length=1)]]):
    """A text for people in each language of the city."""

    model_config = ConfigDict(frozen=True)

    def in_language(self, language: str) -> str:
        """The text for a reader of that language; in the first language that it has when it lacks this one."""
        return self.root.get(language) or next(iter(self.root.values()))


def in_words(name: str) -> str:
    """How a name is shown that the city no longer explains: `deputy_head` as `deputy head`."""
    return name.replace("_", " ")
