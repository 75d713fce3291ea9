"""Fields of forms, as templates show them: see `work/fields.html`."""

from dataclasses import dataclass, replace
from typing import Literal

Option = tuple[str, str]
"""A value and its text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `empty` is the text of the choice of nothing, None where something has to be chosen.

    A date lies between `first` and `last`, which may be empty.
    """

    kind: Literal["select", "area", "text", "date"]
    name: str
    label: str
    hint: str = ""
    value: str = ""
    error: str = ""
    options: tuple[Option, ...] = ()
    empty: str | None = None
    required: bool = False
    first: str = ""
    last: str = ""

    def filled(self, value: str, error: str = "") -> "Field":
        """The same with what somebody has typed."""
        return replace(self, value=value, error=error)
