"""What became of each row, as a file that only its owner can read, for it holds tracking codes.

A row has one line, or one for each of its faults. The file is written as the import goes on, and cut back to where the
state says when an interrupted import is taken up again.
"""

import csv
import io
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from chassis.spreadsheets import safe

MAX_REASONS = 1_000
"""Different reasons that are counted; more are in the file only."""

Outcome = Literal["accepted", "repeated", "refused", "ready"]
"""`ready` is what would be sent, of a dry run."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `column`, `reason` and `remedy` are of a fault: of a row that came in, one of a value left out."""

    row: int
    external_id: str
    outcome: Outcome
    column: str = ""
    reason: str = ""
    remedy: str = ""
    normalised: str = ""
    complaint_id: str = ""
    tracking_code: str = ""


_CELLS = attrgetter(*(each.name for each in fields(Line)))


@dataclass
class Summary:
    """The numbers of a report. `faults` counts rows by outcome, column, reason and remedy; `found` the fields given."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    normalised: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def count(self, lines: Sequence[Line], normalised: Sequence[str], found: Sequence[str]) -> None:
        """Take one row's lines in. `found` are the fields of its request."""
        self.outcomes[lines[0].outcome] += 1
        self.normalised.update(normalised)
        self.found.update(found)
        for line in lines:
            key = (line.outcome, line.column, line.reason, line.remedy)
            if line.reason and (key in self.faults or len(self.faults) < MAX_REASONS):
                self.faults[key] += 1

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        names = ("outcome", "column", "reason", "remedy")
        faults = [{**dict(zip(names, key, strict=True)), "rows": number} for key, number in self.faults.most_common()]
        return {
            "rows": self.outcomes.total(),
            "outcomes": dict(self.outcomes),
            "fields": dict(self.found),
            "faults": faults,
            "normalised": dict(self.normalised.most_common()),
        }


class ReportFile:
    """The file under its draft name until `finish`: whoever opens it sees the old report or the whole new one."""

    def __init__(self, path: Path, kept: int = 0) -> None:
        self.path, self.draft = path, path.with_name(f"{path.name}.part")
        self._kept = kept

    def __enter__(self) -> Self:
        flags = os.O_RDWR | os.O_CREAT | (0 if self._kept else os.O_TRUNC)
        self._file = os.fdopen(os.open(self.draft, flags, 0o600), "r+b")
        self._file.truncate(self._kept)
        self._file.seek(self._kept)
        if not self._kept:
            self._file.write(_csv([[each.name for each in fields(Line)]]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, lines: Sequence[Line]) -> int:
        """Add lines; how long the file is then. They outlast a kill of this process."""
        self._file.write(_csv([[safe(str(cell)) for cell in _CELLS(line)] for line in lines]))
        self._file.flush()
        return self._file.tell()

    def finish(self) -> None:
        """Give it its name."""
        self.draft.replace(self.path)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
