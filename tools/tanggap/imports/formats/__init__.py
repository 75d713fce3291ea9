"""The formats that can be imported: each reads a file record by record, in little memory however long it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.tanggap.imports.formats import csv_table, ndjson, open311
from tools.tanggap.imports.mapping import MappingFile
from tools.tanggap.imports.records import Record

Read = Callable[[Path, MappingFile | None], Iterator[Record]]


@dataclass(frozen=True)
class Format:
    """`needs_mapping`: its records are columns. `shipped` names the mapping of a city that is taken without another."""

    read: Read
    needs_mapping: bool = True
    shipped: str | None = None


FORMATS = {
    "sp4n": Format(csv_table.read, shipped="sp4n.yaml"),
    "csv": Format(csv_table.read),
    "ndjson": Format(ndjson.read, needs_mapping=False),
    "open311": Format(open311.read, shipped="open311.yaml"),
}
"""By the name that the command takes."""
