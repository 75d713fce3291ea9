"""The report has every row, is taken up where the state says, and runs no formula."""

import csv
from pathlib import Path

from tools.tanggap.imports import state as states
from tools.tanggap.imports.report import Line, ReportFile, Summary

LINES = [Line(2, "=1+1", "accepted", complaint_id="c", tracking_code="+62"), Line(3, "", "refused", "text", "empty")]


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_report_is_private_and_appears_as_a_whole(tmp_path: Path) -> None:
    with ReportFile(tmp_path / "out.csv") as report:
        report.write(LINES)
        assert not report.path.exists()
        report.finish()
    assert report.path.stat().st_mode & 0o777 == 0o600
    first, second = lines_of(report.path)
    assert (first["external_id"], first["tracking_code"]) == ("'=1+1", "'+62")
    assert (second["row"], second["column"], second["reason"]) == ("3", "text", "empty")


def test_what_was_written_after_the_state_is_cut_off(tmp_path: Path) -> None:
    with ReportFile(tmp_path / "out.csv") as report:
        length = report.write(LINES[:1])
        report.write(LINES[1:])
    with ReportFile(tmp_path / "out.csv", length) as report:
        report.write(LINES[1:])
        report.finish()
    assert [line["row"] for line in lines_of(report.path)] == ["2", "3"]


def test_a_state_is_of_one_import_only(tmp_path: Path) -> None:
    file = tmp_path / "out.csv.state"
    summary = Summary()
    summary.count(LINES[1:], ["put right"], ["text"])
    kept = states.State("this one", 250, 4_000, summary)
    states.keep(file, kept)
    assert states.load(file, "this one") == kept
    assert states.load(file, "another") == states.State("another")
    file.write_bytes(b"{")
    assert states.load(file, "this one") == states.State("this one")


def test_an_import_is_known_by_its_file_and_how_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"2")
    a, b = tmp_path / "a", tmp_path / "b"
    ids = {
        states.import_id("csv", files=(a, b)),
        states.import_id("csv", files=(b, a)),
        states.import_id("x", files=(a, b)),
    }
    assert len(ids) == 3
    assert states.import_id("csv", files=(a, b)) in ids
