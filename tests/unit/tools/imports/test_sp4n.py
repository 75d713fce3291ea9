"""An export of SP4N-LAPOR!: each row becomes a request, or says why there is none."""

from pathlib import Path

import pytest

from deploy.local.environment import REPOSITORY
from tests.unit.tools.imports.tables import CELLS, SP4N, export, read
from tools.tanggap.imports.files import load_city
from tools.tanggap.imports.mapping import load_mapping
from tools.tanggap.imports.records import UnusableFile


def test_a_row_becomes_a_request_with_class_date_area_and_state(tmp_path: Path) -> None:
    (row,) = read(export(tmp_path, CELLS))
    assert (row.number, row.external_id, row.faults) == (2, "1001", ())
    assert row.request == {
        "external_id": "1001",
        "text": "Jalan\n\nberlubang\ndi sini",
        "category": "jalan-rusak",
        "area": "99.71.02",
        "filed_at": "2025-01-06T00:44:40Z",
        "policy": "lebih-lama",
        "history": {"state": "closed", "reason": "content"},
    }
    assert row.normalised == ("status: over, without a moment at which it ended",)


@pytest.mark.parametrize(
    ("status", "archive_reason", "history"),
    [
        ("Ditutup Oleh Sistem", "", {"state": "closed", "reason": "not_objected"}),
        ("ditutup  oleh ADMIN", "", {"state": "closed", "reason": "as_recorded"}),
        ("Diarsipkan Oleh Pelapor", "", {"state": "withdrawn", "reason": "as_recorded"}),
        (
            "Diarsipkan Oleh Sistem",
            "Laporan diarsipkan karena sudah mencapai batas kadaluarsa pengaduan.",
            {"state": "rejected", "reason": "time_over"},
        ),
        ("Menunggu Verifikasi", "", None),
    ],
)
def test_the_status_says_whether_it_is_over_and_the_archive_why(
    tmp_path: Path, status: str, archive_reason: str, history: dict[str, str] | None
) -> None:
    (row,) = read(export(tmp_path, CELLS | {"status": status, "archive_reason": archive_reason}))
    assert row.request is not None
    assert row.request.get("history") == history


@pytest.mark.parametrize("name", ["kaliwening", "Kec. KALIWENING", "Kecamatan  Kali Wening", "99.71.02"])
def test_a_district_is_found_however_it_is_written(tmp_path: Path, name: str) -> None:
    (row,) = read(export(tmp_path, CELLS | {"kecamatan": name}))
    assert row.request is not None
    assert row.request["area"] == "99.71.02"


def test_a_district_that_the_city_does_not_have_is_left_out_and_said(tmp_path: Path) -> None:
    (row,) = read(export(tmp_path, CELLS | {"kecamatan": "Antah Berantah"}))
    assert row.request is not None
    assert "area" not in row.request
    ((fault),) = row.faults
    assert (fault.column, fault.is_left_out) == ("kecamatan", True)
    assert "'Antah Berantah' is the name of no area" in fault.reason


def test_what_the_export_does_not_say_is_said(tmp_path: Path) -> None:
    (row,) = read(export(tmp_path, CELLS | {"kecamatan": "", "classification": ""}))
    assert row.request is not None
    assert {fault.column: fault.reason for fault in row.faults} == {"kecamatan": "empty", "classification": "empty"}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"tracking_id": " "}, "tracking_id", "empty: a repetition could not be recognised"),
        ({"created_at": "kemarin"}, "created_at", "not a moment in a form that the mapping names"),
        ({"created_at": "2031-01-06T07:44:40+07:00"}, "created_at", "it lies in the future"),
        ({"created_at": "1900-01-06T07:44:40+07:00"}, "created_at", "it lies before 1990"),
        ({"created_at": ""}, "created_at", "what is over needs it"),
        ({"status": "Entah"}, "status", "'Entah' is not in the mapping"),
        ({"status": ""}, "status", "empty"),
        ({"text": "a\x07b"}, "title", "the text holds control characters"),
        ({"title": "", "text": " "}, "title", "it is missing"),
        ({"text": "x" * 4001}, "title", "the text is longer than 4000 characters"),
    ],
)
def test_a_row_that_cannot_come_in_names_column_reason_and_remedy(
    tmp_path: Path, cells: dict[str, str], column: str, reason: str
) -> None:
    (row,) = read(export(tmp_path, CELLS | cells))
    assert row.request is None
    fault = next(each for each in row.faults if not each.is_left_out)
    assert (fault.column, fault.reason) == (column, reason)
    assert fault.remedy


def test_a_broken_row_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    file = export(tmp_path, CELLS)
    with file.open("ab") as target:
        target.write(b"1002,only two\n" + b"x," * len(SP4N.columns) + b"x\n1003,\xff" + b"," * 11 + b"\n")
    usable, short, long, broken = read(file)
    assert usable.request is not None
    assert short.faults[0].column == "classification"
    assert long.faults[0].reason.startswith("more cells than the header has columns")
    assert broken.faults[0].reason == "not UTF-8"


def test_missing_unknown_and_repeated_columns_are_named(tmp_path: Path) -> None:
    columns = (*(each for each in SP4N.columns if each != "kecamatan"), "text", "colour")
    with pytest.raises(UnusableFile, match=r"missing.*'kecamatan'.*unknown.*'colour'.*twice.*'text'"):
        read(export(tmp_path, columns=columns))


def test_a_table_that_ends_within_quotation_marks_is_refused_from_there(tmp_path: Path) -> None:
    file = export(tmp_path, CELLS)
    with file.open("a") as target:
        target.write('1002,"never closed')
    with pytest.raises(UnusableFile, match="row 3: not a CSV table from here on"):
        read(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="No such file"):
        read(tmp_path / "y.csv")


@pytest.mark.parametrize(
    ("number", "name", "code"),
    [
        ("7", "Banjir", "banjir"),
        ("", "Drainase (Gorong-Gorong/Parit)", "saluran-mampet"),
        ("55", "Hak Pekerja!", "hak-pekerja"),
        ("55", "", "55"),
        ("", "", None),
    ],
)
def test_categories_go_by_number_then_name_then_as_they_are(
    tmp_path: Path, number: str, name: str, code: str | None
) -> None:
    (row,) = read(export(tmp_path, CELLS | {"category_id": number, "category": name}))
    assert row.request is not None
    assert row.request.get("category") == code


@pytest.mark.parametrize(
    "folder", [path for path in sorted(REPOSITORY.glob("config/*/imports"))], ids=lambda path: path.parent.name
)
def test_every_mapping_that_ships_fits_its_city(folder: Path) -> None:
    city = load_city(folder.parent)
    for file in sorted(folder.glob("*.yaml")):
        assert load_mapping(file, city).required
