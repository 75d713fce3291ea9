"""A mapping file is checked as it is read, and says what the columns of any table mean."""

from pathlib import Path

import pytest

from contracts.errors import ConfigurationError
from tests.unit.tools.imports.tables import export, mapped, read

MAPPING = """\
version: "1"
time_zone: America/New_York
fields:
  external_id: {column: id}
  text: {columns: [kind, place]}
  filed_at: {column: from, formats: [iso, "%d/%m/%Y %H:%M"]}
  closed_at: {column: to}
  latitude: {column: lat}
  longitude: {column: lon}
  language: {column: lang, unknown: leave_out, values: {English: en}}
  category: {column: kind, values: {Pothole*: jalan-rusak}, unknown: as_code}
  state: {column: state, values: {Done: closed, Twice: rejected, New: open}, default: open}
  reason: {column: state, unknown: ignore, values: {Twice: already_reported}}
"""
COLUMNS = ("id", "kind", "place", "from", "to", "lat", "lon", "lang", "state", "unused")
CELLS = {"id": "7", "kind": "Pothole, large", "place": "Jalan Contoh", "from": "2025-07-01T12:00:00", "state": "Done"}


def test_a_table_comes_in_by_its_mapping(tmp_path: Path) -> None:
    file = export(tmp_path, CELLS | {"to": "2025-07-02", "lat": "-7.25", "lon": "112.75"}, columns=COLUMNS)
    (row,) = read(file, "csv", mapped(tmp_path, MAPPING))
    assert row.request == {
        "external_id": "7",
        "text": "Pothole, large\n\nJalan Contoh",
        "category": "jalan-rusak",
        "point": {"latitude": -7.25, "longitude": 112.75},
        "filed_at": "2025-07-01T16:00:00Z",
        "history": {"state": "closed", "closed_at": "2025-07-02T04:00:00Z"},
    }
    assert row.normalised == (
        "from: no offset, read as America/New_York",
        "to: no offset, read as America/New_York",
    )


def test_what_cannot_be_understood_is_left_out_and_said(tmp_path: Path) -> None:
    cells = CELLS | {"lat": "91", "lon": "0", "lang": "Klingon", "to": "2025-06-01"}
    (row,) = read(export(tmp_path, cells, columns=COLUMNS), "csv", mapped(tmp_path, MAPPING))
    assert row.request is not None
    assert row.request["history"] == {"state": "closed"}
    assert {"point", "language"}.isdisjoint(row.request)
    assert {fault.column: fault.is_left_out for fault in row.faults} == {"lat": True, "lang": True, "to": True}


def test_a_default_stands_for_an_empty_cell(tmp_path: Path) -> None:
    (row,) = read(export(tmp_path, CELLS | {"state": ""}, columns=COLUMNS), "csv", mapped(tmp_path, MAPPING))
    assert row.request is not None
    assert "history" not in row.request


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Done: closed", "Done: finished", "mapping.yaml:12: fields.state.values.Done: 'finished' is none of: open, "),
        ("jalan-rusak", "roads", "mapping.yaml:11: fields.category.values.Pothole*: 'roads' is none of: "),
        ("America/New_York", "Mars/Base", "mapping.yaml:2: time_zone: 'Mars/Base' is no time zone"),
        ("{column: id}", "{}", "mapping.yaml:4: fields.external_id: give either column or columns"),
        ("  longitude: {column: lon}\n", "", "fields: latitude and longitude go together"),
        ("column: lat}", "colum: lat}", "mapping.yaml:8: fields.latitude.colum: there is no such key here"),
        ("Done: closed", "Done: closed, DONE: open", "'Done' and 'DONE' are the same value"),
        ("already_reported", "no_reason_at_all", "'no_reason_at_all' is none of: "),
        ("default: open}", "default: maybe}", "fields.state.default: 'maybe' is none of: "),
    ],
)
def test_a_fault_of_the_mapping_names_file_line_field_and_reason(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    assert old in MAPPING
    with pytest.raises(ConfigurationError) as raised:
        mapped(tmp_path, MAPPING.replace(old, new))
    assert fault in str(raised.value)
