"""Rows of a table as the forms that the API takes, with what can be seen to be wrong before anything is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from contracts.values import SURVEY_ELEMENTS
from tools.tanggap.imports.formats.csv_table import read_table
from tools.tanggap.imports.records import Fault, Record, UnusableFile

NEEDED = ("unit", "number", "answered_on", *SURVEY_ELEMENTS)
COLUMNS = (*NEEDED, "category")
DELIMITERS = (",", ";", "\t")
_SCORES = {str(score): score for score in range(1, 5)}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row with its form, or with all that is wrong with it. `position` is how much of the file was read by then."""

    number: int
    form: dict[str, Any]
    faults: tuple[Fault, ...]
    position: int


def read_forms(path: Path) -> Iterator[FormRow]:
    """Every row below the header. Raises `UnusableFile` when a column is missing or unknown, or it is no table."""
    if not path.is_file():
        raise UnusableFile(f"{path}: no such file")
    for record in read_table(path, _delimiter(path), NEEDED, COLUMNS):
        yield form_of(record)


def form_of(record: Record) -> FormRow:
    """The form in a row."""
    cells = {name: record.cells.get(name, "").strip() for name in COLUMNS}
    form: dict[str, Any] = {name: cells[name] for name in ("unit", "number", "answered_on")}
    form["scores"] = {name: _SCORES[cells[name]] for name in SURVEY_ELEMENTS if cells[name] in _SCORES}
    if cells["category"]:
        form["category"] = cells["category"]
    faults = (record.fault,) if record.fault is not None else tuple(_faults(cells))
    return FormRow(record.number, form, faults, record.position)


def _faults(cells: dict[str, str]) -> Iterator[Fault]:
    for name in ("unit", "number"):
        if not cells[name]:
            yield Fault(name, "nothing stands here", f"give each form its {name}")
    if not _is_day(cells["answered_on"]):
        yield Fault("answered_on", "it is no day", "write it as 2026-03-31")
    for name in SURVEY_ELEMENTS:
        if cells[name] not in _SCORES:
            reason = "it is no whole number from 1 to 4" if cells[name] else "there is no score"
            yield Fault(name, reason, "give each of the nine elements a number from 1, not good, to 4, very good")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _delimiter(path: Path) -> str:
    """The one that stands most often in the header: spreadsheets differ by their language."""
    try:
        with path.open("rb") as file:
            header = file.readline().decode("utf-8", errors="replace")
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror}") from error
    return max(DELIMITERS, key=header.count)
