"""What a format reads of a file, and what becomes of it: plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class UnusableFile(Exception):
    """The file as a whole cannot be read, or not beyond a row; the message says where, why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be used. `is_left_out`: the row comes in without it; else the row cannot come in."""

    column: str
    reason: str
    remedy: str
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file. `number` is that of its row: a header is row 1, the first record of a list too.

    `cells` are its values by column; an empty one and a missing one are the same. `content` is a whole request, where
    the file holds requests and not columns. `normalised` says what the format has put right. `position` is how many
    bytes of the file were read by then, about.
    """

    number: int
    cells: Mapping[str, str]
    content: Mapping[str, Any] | None = None
    fault: Fault | None = None
    normalised: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A record with the body of its POST /v1/complaints, or None and the faults that say why.

    The faults of a row that has a request are of values that were left out.
    """

    number: int
    external_id: str
    request: Mapping[str, Any] | None
    faults: tuple[Fault, ...] = ()
    normalised: tuple[str, ...] = ()

    @property
    def is_history(self) -> bool:
        """Whether it was over already."""
        return self.request is not None and "history" in self.request
