"""The page: every table with its words in one language, and the name of the file that has all of its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tools.tanggap.report.tables import Report, Table

HERE = Path(__file__).parent
NOTHING = "\u2013"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is read."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page has it."""

    name: str
    title: str
    file: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def page(report: Report, found: Sequence[Table], language: str) -> str:
    """The page as HTML. What people wrote is escaped."""
    words = _words()
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    said = {name: texts[language] for name, texts in words["page"].items()}
    return environment.get_template("page.html").render(
        language=language,
        title=said["title"],
        year=report["year"],
        city=report["city"].get(language) or next(iter(report["city"].values())),
        made_at=f"{datetime.fromisoformat(report['made_at']):%Y-%m-%d %H:%M} UTC",
        silent=report["units"]["days_without_data"],
        page=said,
        tables=[_shown(each, words, language) for each in found],
    )


def file_of(table: Table) -> str:
    """The name of the file with the whole table."""
    return f"{table.name}.csv"


def _shown(table: Table, words: Mapping[str, Any], language: str) -> Shown:
    return Shown(
        name=table.name,
        title=words["tables"][table.name][language],
        file=file_of(table),
        columns=[_word(column, words, language) for column in table.shown],
        rows=[[_cell(column, row[column], words, language) for column in table.shown] for row in table.rows],
    )


def _cell(column: str, value: Any, words: Mapping[str, Any], language: str) -> Cell:
    match value:
        case None:
            return Cell(NOTHING, False)
        case bool():
            return Cell(_word("yes" if value else "no", words, language), False)
        case int() | float():
            return Cell(_number(value, language), True)
    is_free = column in ("title", "text", "name")
    return Cell(str(value) if is_free else _word(str(value), words, language), False)


def _number(value: float, language: str) -> str:
    """With a decimal comma in Indonesian."""
    text = str(value)
    return text.replace(".", ",") if language == "id" else text


def _word(name: str, words: Mapping[str, Any], language: str) -> str:
    known = words["words"].get(name)
    return name if known is None else str(known[language])


@cache
def _words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
    return found
