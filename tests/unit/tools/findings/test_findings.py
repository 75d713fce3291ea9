from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.errors import ConfigurationError
from services.improvements.domain.facts import Outcome, Standing
from tools.findings.__main__ import app
from tools.findings.export import Export, read, runs
from tools.findings.mapping import FORMATS, Mapping, load

START = date(2025, 1, 6)
HEADER = "id,filed,answered,topic,office,area,status,words"
MAPPING = """
complaint: id
text: [words]
filed_at: filed
answered_at: answered
late_after_hours: 24
category: [topic]
unit: [office]
area: [area]
status: status
transferred: [moved]
left_out: [duplicate]
ignored: [inspection.*]
"""


def row(number: int, day: date, topic: str = "roads", status: str = "open", answered: str = "") -> str:
    return f"{number},{day}T08:00:00,{answered},{topic},works,99.71.01.100{number % 4 + 1},{status},secret words"


def mapping(folder: Path) -> Mapping:
    file = folder / "mapping.yaml"
    file.write_text(MAPPING, encoding="utf-8")
    return load(str(file))


def export(folder: Path, *rows: str) -> Export:
    file = folder / "export.csv"
    file.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return read(file, mapping(folder))


@pytest.mark.parametrize("name", sorted(each.stem for each in FORMATS.glob("*.yaml")))
def test_every_format_that_comes_along_can_be_loaded(name: str) -> None:
    assert load(name).columns


def test_an_unknown_format_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ConfigurationError, match="formats are baltimore, surabaya"):
        load("nowhere")


def test_a_column_that_is_not_in_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("id,filed\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no column answered"):
        read(tmp_path / "export.csv", mapping(tmp_path))


def test_duplicates_and_what_nobody_complained_of_are_left_out(tmp_path: Path) -> None:
    rows = row(1, START), row(2, START, status="duplicate"), row(3, START, topic="inspection of rats")
    assert [each.fact.complaint for each in export(tmp_path, *rows).complaints] == ["1"]


def test_a_row_without_a_date_is_counted_and_passed_by(tmp_path: Path) -> None:
    found = export(tmp_path, row(1, START), "2,someday,,roads,works,,open,")
    assert (len(found.complaints), found.unreadable) == (1, [3])


def test_a_run_knows_only_what_was_known_on_its_day(tmp_path: Path) -> None:
    answered = f"{START + timedelta(days=9)}T08:00:00"
    (complaint,) = export(tmp_path, row(1, START, answered=answered, status="moved")).complaints
    early, due, late = (complaint.as_of(START + timedelta(days=days)) for days in (1, 2, 10))
    assert [each.promises[0][1] for each in (early, due, late)] == [Outcome.RUNNING, Outcome.LATE, Outcome.LATE]
    assert [each.standing for each in (due, late)] == [Standing.OPEN, Standing.ANSWERED]
    assert early.transfers == 1


def test_the_last_run_has_all_complaints_and_none_is_too_early(tmp_path: Path) -> None:
    found = export(tmp_path, row(1, START), row(2, START + timedelta(weeks=50)))
    days = list(runs(found, timedelta(weeks=4), timedelta(weeks=40)))
    assert days[-1] == START + timedelta(weeks=50, days=1)
    assert len(days) == 3
    assert list(runs(Export(), timedelta(weeks=4), timedelta(weeks=40))) == []


def test_the_page_has_the_findings_and_texts_only_where_asked_for(tmp_path: Path) -> None:
    days = [START + timedelta(days=each) for each in range(55 * 7)]
    rows = [row(number, day, f"topic-{number % 5}") for number, day in enumerate(days * 5)]
    rows += [row(90_000 + at, day, "topic-1") for at, day in enumerate(days[-28:] * 3)]
    export(tmp_path, *rows)
    for texts in (False, True):
        options = ["--data", tmp_path / "export.csv", "--format", tmp_path / "mapping.yaml", "--out", tmp_path]
        result = CliRunner().invoke(app, [*map(str, options), *(["--texts"] if texts else [])])
        assert result.exit_code == 0, result.output
        page = (tmp_path / "findings.html").read_text(encoding="utf-8")
        assert "surge: topic-1" in page
        assert ("secret words" in page) is texts
        assert page.count("<svg") == 1


def test_a_mapping_that_does_not_fit_ends_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("id\n", encoding="utf-8")
    options = ["--data", tmp_path / "export.csv", "--format", "surabaya", "--out", tmp_path]
    result = CliRunner().invoke(app, list(map(str, options)))
    assert (result.exit_code, "correct the mapping" in result.output) == (2, True)
