"""Files to import, of the demonstration's city, and what becomes of their rows."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from deploy.local.environment import DEMO_CITY
from tools.tanggap.imports.files import City, load_city
from tools.tanggap.imports.formats import FORMATS
from tools.tanggap.imports.mapping import MappingFile, load_mapping
from tools.tanggap.imports.records import Row
from tools.tanggap.imports.rows import rows

CITY: City = load_city(DEMO_CITY)
NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SP4N: MappingFile = load_mapping(DEMO_CITY / "imports" / "sp4n.yaml", CITY)
CELLS = {
    "tracking_id": "1001",
    "created_at": "2025-01-06T07:44:40+07:00",
    "classification": "Pengaduan Berkadar Pengawasan",
    "category": "Jalan Berlubang",
    "title": "Jalan",
    "text": "berlubang\r\ndi sini",
    "status": "Ditutup Oleh Pelapor",
    "kecamatan": "Kaliwening",
}
"""One row of an export of SP4N-LAPOR!."""


def export(path: Path, *cells: dict[str, str], columns: Sequence[str] = SP4N.columns) -> Path:
    """A file with these rows."""
    file = path / "export.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, restval="")
        writer.writeheader()
        writer.writerows(cells)
    return file


def read(file: Path, format: str = "sp4n", mapping: MappingFile | None = SP4N, city: City = CITY) -> list[Row]:
    """All rows of a file."""
    chosen = mapping if FORMATS[format].needs_mapping else None
    return [row for row, _ in rows(FORMATS[format].read(file, chosen), chosen, city, lambda: NOW)]


def mapped(path: Path, text: str) -> MappingFile:
    """The mapping that this text is."""
    file = path / "mapping.yaml"
    file.write_text(text, encoding="utf-8")
    return load_mapping(file, CITY)
