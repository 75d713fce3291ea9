"""Sends forms in batches, and says what became of each row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from tools.tanggap.imports.records import Fault
from tools.tanggap.improvements_api import ApiRefused
from tools.tanggap.surveys.forms import FormRow

BATCH = 500
KEPT, KNOWN, REFUSED, READY, NOT_SENT = "kept", "known", "refused", "ready", "not_sent"
"""`ready` is what would be sent, of a dry run; `not_sent` what is left when the API no longer answers."""


class Api(Protocol):
    """What takes forms."""

    def enter(self, forms: Sequence[dict[str, object]]) -> Sequence[tuple[str, Sequence[Fault]]]:
        """What became of each form, in order. Raises `ApiRefused` when none was looked at."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report: a row, or one of its faults."""

    row: int
    number: str
    outcome: str
    column: str = ""
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The lines of a report, and why it ends before the file does."""

    lines: tuple[Line, ...]
    broken_off: str | None = None

    def count(self, outcome: str) -> int:
        """How many rows came out so."""
        return len({line.row for line in self.lines if line.outcome == outcome})


def send(rows: Iterable[FormRow], api: Api | None, progress: Callable[[int], None]) -> Sent:
    """Send what is whole; without an API only look. After a refusal of a whole batch nothing more is sent."""
    lines: list[Line] = []
    broken_off: str | None = None
    for batch in _batches(rows):
        whole = [row for row in batch if not row.faults]
        outcomes: dict[int, tuple[str, Sequence[Fault]]] = {row.number: (REFUSED, row.faults) for row in batch}
        outcomes |= {row.number: (READY if api is None else NOT_SENT, ()) for row in whole}
        if api is not None and whole and broken_off is None:
            try:
                answers = api.enter([row.form for row in whole])
                outcomes |= {row.number: answer for row, answer in zip(whole, answers, strict=True)}
            except ApiRefused as error:
                broken_off = str(error)
        for row in batch:
            lines += _lines(row, *outcomes[row.number])
        progress(batch[-1].position)
    return Sent(tuple(lines), broken_off)


def _batches(rows: Iterable[FormRow]) -> Iterator[list[FormRow]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _lines(row: FormRow, outcome: str, faults: Sequence[Fault]) -> list[Line]:
    number = str(row.form["number"])
    found = [Line(row.number, number, outcome, each.column, each.reason, each.remedy) for each in faults]
    return found or [Line(row.number, number, outcome)]
