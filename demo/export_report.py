"""The outcome of every row, as a file that only its owner can read: it holds the tracking codes."""

import csv
import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Literal

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets take a cell that begins like this for a formula."""


@dataclass(frozen=True, slots=True)
class Line:
    """The outcome of one row. `column` and `reason` say why it was refused."""

    row: int
    tracking_id: str
    outcome: Literal["accepted", "refused"]
    complaint_id: str = ""
    tracking_code: str = ""
    repeated: str = ""
    column: str = ""
    reason: str = ""


def harmless(cell: str) -> str:
    """The cell as a spreadsheet shows it, never runs it."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def write(path: Path, lines: Sequence[Line]) -> None:
    """Write the report, in the order of the rows; whoever opens it sees the old one or the new one as a whole."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Line)])
        for line in sorted(lines, key=lambda each: each.row):
            writer.writerow([harmless(str(cell)) for cell in astuple(line)])
    draft.replace(path)
