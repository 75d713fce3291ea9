"""A table of comma-separated values with a header, in UTF-8: an export of SP4N-LAPOR!, or any other by its mapping."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.tanggap.imports.mapping import MappingFile
from tools.tanggap.imports.records import Fault, Record, UnusableFile

MAX_CELL = 1_000_000
HEADER_ROW = 1


def read(path: Path, mapping: MappingFile | None) -> Iterator[Record]:
    """Every row below the header; raises `UnusableFile` when a column is missing, or what follows is no table."""
    assert mapping is not None
    yield from read_table(path, mapping.delimiter, mapping.required, tuple(mapping.columns))


def read_table(path: Path, delimiter: str, needed: Sequence[str], known: Collection[str] = ()) -> Iterator[Record]:
    """The same with the columns that there have to be, and those that there may be: any where none are named."""
    csv.field_size_limit(MAX_CELL)
    number = HEADER_ROW
    try:
        # Bytes that are no UTF-8 become half characters, which make only their own row unusable.
        with (
            path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="") as file,
        ):
            reader = csv.DictReader(file, strict=True, delimiter=delimiter)
            names = [name.strip() for name in reader.fieldnames or ()]
            _check_columns(path, names, needed, known)
            reader.fieldnames = names
            for number, cells in enumerate(reader, HEADER_ROW + 1):
                yield _record(number, cells, names, raw.tell())
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror}") from error
    except csv.Error as error:
        raise UnusableFile(
            f"{path}: row {number + 1}: not a CSV table from here on: {error}; export it anew"
        ) from error


def _check_columns(path: Path, found: Sequence[str], needed: Sequence[str], known: Collection[str]) -> None:
    faults = {
        "missing columns": [column for column in needed if column not in found],
        "unknown columns": [column for column in found if known and column not in known],
        "columns given twice": sorted({column for column in found if found.count(column) > 1}),
    }
    said = [f"{what}: {', '.join(map(repr, columns))}" for what, columns in faults.items() if columns]
    if said:
        raise UnusableFile(f"{path}: {'; '.join(said)}; correct the header, or choose another format or mapping")


def _record(number: int, cells: Mapping[Any, Any], names: Sequence[str], position: int) -> Record:
    known = {name: cells[name] for name in names if cells[name]}
    return Record(number, known, fault=_fault(cells, names), position=position)


def _fault(cells: Mapping[Any, Any], names: Sequence[str]) -> Fault | None:
    if None in cells:
        reason = f"more cells than the header has columns ({len(names)})"
        return Fault("", reason, "put quotation marks around cells that hold the delimiter")
    if short := [name for name in names if cells[name] is None]:
        return Fault(short[0], "the row ends before this column", "give every row as many cells as the header")
    broken = [name for name in names if not _is_text(cells[name])]
    return Fault(broken[0], "not UTF-8", "export the file as UTF-8") if broken else None


def _is_text(cell: str) -> bool:
    return cell.isascii() or not any("\udc80" <= character <= "\udcff" for character in cell)
