"""Reads an administrator's export of SP4N-LAPOR! and makes requests of its rows; only line endings are altered."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from city import reading

COLUMNS = (
    "tracking_id",
    "created_at",
    "classification",
    "category_id",
    "category",
    "title",
    "text",
    "channel",
    "agency",
    "route_label",
    "status",
    "archive_reason",
    "kecamatan",
)
CATEGORIES = Path(__file__).parent / "sp4n_categories.yaml"
FROM_COLUMN = {"external_id": "tracking_id", "text": "text", "category": "category"}
"""Which column a field of the request comes from, for reports."""

LONGEST_CODE = 64


class UnusableFile(Exception):
    """The file cannot be an export; the message says why."""


class _Categories(BaseModel):
    version: str
    categories: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (the header is 1), and the request or the reason why there is none."""

    number: int
    tracking_id: str
    request: Mapping[str, Any] | None
    column: str = ""
    reason: str = ""


def load(path: Path) -> list[Row]:
    """Every row of the file, the unusable ones too; raises `UnusableFile` when the file as a whole cannot be one."""
    known = reading.read(CATEGORIES, _Categories).categories
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _check_columns(path, list(reader.fieldnames or ()))
            return [_row(number, cells, known) for number, cells in enumerate(reader, start=2)]
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{path}: byte {error.start} is not UTF-8; export the file as UTF-8") from error
    except csv.Error as error:
        raise UnusableFile(f"{path}: not a CSV file: {error}") from error


def category_of(number: str, name: str, known: Mapping[str, str]) -> str | None:
    """The city's category for one of the export, or the export's own name as a code; None without any."""
    code = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_CODE] or number.strip()
    return known.get(number.strip()) or known.get(code) or code or None


def _check_columns(path: Path, found: list[str]) -> None:
    missing = [column for column in COLUMNS if column not in found]
    unknown = [column for column in found if column not in COLUMNS]
    twice = sorted({column for column in found if found.count(column) > 1})
    faults = [
        f"{what}: {', '.join(map(repr, columns))}"
        for what, columns in (
            ("missing columns", missing),
            ("unknown columns", unknown),
            ("columns given twice", twice),
        )
        if columns
    ]
    if faults:
        raise UnusableFile(f"{path}: {'; '.join(faults)}")


def _row(number: int, cells: Mapping[Any, Any], known: Mapping[str, str]) -> Row:
    tracking_id = cells.get("tracking_id") or ""
    if None in cells:
        return Row(number, tracking_id, None, "", f"more cells than the header has columns ({len(COLUMNS)})")
    if short := [column for column in COLUMNS if cells[column] is None]:
        return Row(number, tracking_id, None, short[0], "the row ends before this column")
    if not tracking_id.strip():
        return Row(number, tracking_id, None, "tracking_id", "empty: a repetition could not be recognised")
    request = {
        "external_id": tracking_id,
        "text": _text(cells["title"], cells["text"]),
        "category": category_of(cells["category_id"], cells["category"], known),
    }
    return Row(number, tracking_id, {name: value for name, value in request.items() if value is not None})


def _text(title: str, text: str) -> str:
    parts = [re.sub(r"\r\n?", "\n", part) for part in (title, text) if part.strip()]
    return "\n\n".join(parts)
