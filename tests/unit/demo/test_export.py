"""An export's rows: each becomes a request or a reason, and each has one line in the report."""

import csv
from pathlib import Path

import pytest

from demo.export import COLUMNS, Row, UnusableFile, category_of, load
from demo.export_report import Line, harmless, write
from demo.export_run import line_of, miscounted
from demo.intake_client import Reply
from tests.unit.verify.logs import START
from verify import Filing

CELLS = {"tracking_id": "1001", "category": "Jalan Berlubang", "title": "Jalan", "text": "berlubang\r\ndi sini"}


def export(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    file = path / "export.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


def test_a_row_becomes_a_request(tmp_path: Path) -> None:
    (row,) = load(export(tmp_path, CELLS))
    assert row == Row(
        2, "1001", {"external_id": "1001", "text": "Jalan\n\nberlubang\ndi sini", "category": "jalan-rusak"}
    )


def test_control_characters_stay_as_they_are(tmp_path: Path) -> None:
    (row,) = load(export(tmp_path, CELLS | {"text": "a\x07b"}))
    assert row.request is not None
    assert "\x07" in row.request["text"]


def test_a_row_without_an_id_is_refused_here(tmp_path: Path) -> None:
    (row,) = load(export(tmp_path, CELLS | {"tracking_id": " "}))
    assert (row.request, row.column) == (None, "tracking_id")


def test_a_broken_row_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    file = export(tmp_path, CELLS)
    with file.open("a", encoding="utf-8") as target:
        target.write("1002,only two\n" + "x," * len(COLUMNS) + "x\n")
    usable, short, long = load(file)
    assert usable.request is not None
    assert (short.column, long.reason.split(" (")[0]) == ("classification", "more cells than the header has columns")


def test_missing_unknown_and_repeated_columns_are_named(tmp_path: Path) -> None:
    columns = (*(each for each in COLUMNS if each != "kecamatan"), "text", "colour")
    with pytest.raises(UnusableFile, match=r"missing.*'kecamatan'.*unknown.*'colour'.*twice.*'text'"):
        load(export(tmp_path, columns=columns))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"tracking_id\xff\xfe")
    with pytest.raises(UnusableFile, match="UTF-8"):
        load(tmp_path / "x.csv")
    with pytest.raises(UnusableFile, match="No such file"):
        load(tmp_path / "y.csv")


@pytest.mark.parametrize(
    ("number", "name", "code"),
    [
        ("7", "Banjir", "flood"),
        ("928", "Anything", "road"),
        ("", "Hak Pekerja!", "hak-pekerja"),
        ("55", "", "55"),
        ("", "", None),
    ],
)
def test_categories_go_by_number_then_name_then_as_they_are(number: str, name: str, code: str | None) -> None:
    assert category_of(number, name, {"928": "road", "banjir": "flood"}) == code


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-5", "@x", "\tx"])
def test_a_cell_that_looks_like_a_formula_is_neutralised(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("a=1") == "a=1"


def test_the_report_is_for_its_owner_and_in_the_order_of_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "report.csv"
    write(file, [Line(3, "=x", "refused", column="text", reason="too long"), Line(2, "1", "accepted", "c1", "CODE")])
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert [(row["row"], row["tracking_id"]) for row in rows] == [("2", "1"), ("3", "'=x")]


def test_a_refusal_names_the_column_and_the_reason() -> None:
    row, filing = Row(5, "1001", {}), Filing("1001", {}, 422, START)
    reply = Reply(422, {"errors": [{"field": "external_id", "reason": "used before"}]})
    assert line_of(row, filing, reply) == Line(5, "1001", "refused", column="tracking_id", reason="used before")
    assert line_of(row, Filing("1001", {}, None, START), Reply(0, {})).reason == "no answer"
    accepted = line_of(row, Filing("1001", {}, 201, START, "c1", "CODE", replayed=True), Reply(201, {}))
    assert (accepted.outcome, accepted.complaint_id, accepted.repeated) == ("accepted", "c1", "yes")


def test_rows_that_do_not_add_up_are_named() -> None:
    rows = [Row(2, "a", {}), Row(3, "b", {}), Row(4, "c", {})]
    once = Line(2, "a", "accepted")
    assert miscounted(rows[:1], [once]) == []
    assert miscounted(rows, [once, Line(3, "b", "refused"), Line(3, "b", "refused")]) == [
        "these rows are not accounted for once: 3, 4"
    ]
