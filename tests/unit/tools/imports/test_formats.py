"""Requests line by line, and service requests of Open311 servers, those of a dialect too."""

import json
from pathlib import Path

import pytest

from deploy.local.environment import DEMO_CITY
from tests.unit.tools.imports.tables import CITY, read
from tools.tanggap.imports.formats import json_list
from tools.tanggap.imports.mapping import load_mapping
from tools.tanggap.imports.records import UnusableFile

OPEN311 = load_mapping(DEMO_CITY / "imports" / "open311.yaml", CITY)
REQUEST = {
    "service_request_id": "77",
    "status": "closed",
    "service_name": "Pothole",
    "service_code": "033",
    "description": None,
    "requested_datetime": "2025-02-16T21:26:17+01:00",
    "updated_datetime": "2025-02-17T21:26:17+01:00",
    "address": "Jalan Contoh 1",
    "lat": -7.25,
    "long": 112.75,
}


def written(path: Path, content: object) -> Path:
    file = path / "file.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def test_a_service_request_of_the_standard_needs_nothing_put_right(tmp_path: Path) -> None:
    (row,) = read(written(tmp_path, [REQUEST]), "open311", OPEN311)
    assert (row.faults, row.normalised) == ((), ())
    assert row.request == {
        "external_id": "77",
        "text": "Pothole\n\nJalan Contoh 1",
        "category": "jalan-rusak",
        "point": {"latitude": -7.25, "longitude": 112.75},
        "filed_at": "2025-02-16T20:26:17Z",
        "history": {"state": "closed", "closed_at": "2025-02-17T20:26:17Z"},
    }


def test_a_dialect_is_put_right_and_says_so(tmp_path: Path) -> None:
    dialect = REQUEST | {"status": "Open", "zipcode": 94110, "requested_datetime": "2025-06-28 05:14:00", "tags": []}
    dialect["lon"] = dialect.pop("long")
    (row,) = read(written(tmp_path, dialect), "open311", OPEN311)
    assert row.request is not None
    assert (row.request["filed_at"], row.request["point"]["longitude"]) == ("2025-06-27T22:14:00Z", 112.75)
    assert "history" not in row.request
    assert set(row.normalised) == {
        "status: capitals, read in lower case",
        "zipcode: a number, read as text",
        "tags: ignored, for it is no plain value",
        "lon: read as long",
        "requested_datetime: no offset, read as Asia/Jakarta",
    }


def test_an_element_that_is_no_service_request_is_refused_alone(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, [7, REQUEST]), "open311", OPEN311)
    assert first.faults[0].reason == "not a service request"
    assert second.request is not None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "does not begin as a list"),
        ("<xml/>", "does not begin as a list"),
        ('[{"a": 1}', "the list is not closed"),
        ('[{"a": 1} {"a": 2}]', "the list is not closed"),
        ('[{"a": ]', "not JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_list_is_refused_with_its_place(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UnusableFile, match=reason):
        list(json_list.elements(written(tmp_path, text)))


def test_elements_are_found_wherever_the_chunks_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = [12, {"teks": "jalan é \U0001f600", "n": [1.5, None]}, "a", 345, []]
    file = tmp_path / "file.json"
    file.write_text("\ufeff " + json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    for chunk in (1, 2, 3, 7, 1000):
        monkeypatch.setattr(json_list, "CHUNK", chunk)
        assert [element for element, _ in json_list.elements(file)] == content


def test_requests_come_in_as_the_api_takes_them(tmp_path: Path) -> None:
    good = {
        "external_id": "1",
        "text": "Lampu mati",
        "filed_at": "2025-03-02T01:30:00Z",
        "history": {"state": "closed"},
    }
    lines = [
        good,
        {"text": "Lampu mati"},
        good | {"colour": "red"},
        good | {"area": "11.01"},
        good | {"policy": "none"},
        good | {"history": {"state": "closed", "closed_at": "2024-01-01T00:00:00Z"}},
        good | {"history": {"state": "closed", "reason": "no_longer_needed"}},
        good | {"filed_at": 7},
        good | {"category": "Jalan Rusak"},
    ]
    text = "\n".join(["not json", *map(json.dumps, lines), "[]", '{"text": "' + "x" * 70_000 + '"}', ""])
    rows = read(written(tmp_path, text), "ndjson")
    assert [(row.number, row.request is not None) for row in rows if row.request] == [(2, True)]
    assert [row.faults[0].column for row in rows if row.faults] == [
        "", "external_id", "colour", "area", "policy", "history.closed_at", "history.reason", "filed_at", "category",
        "", "",
    ]  # fmt: skip
    assert all(fault.remedy for row in rows for fault in row.faults)
