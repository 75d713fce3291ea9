"""What a command prints: a table for people, or JSON for programs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def show(content: Any, as_json: bool, columns: Sequence[str] = ()) -> None:
    """A list of objects as a table of these columns, one object line by line."""
    if as_json:
        typer.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())
    elif isinstance(content, Mapping):
        _table(("", ""), [(name, content[name]) for name in content], headed=False)
    else:
        _table(columns, [[row[column] for column in columns] for row in content], headed=True)


def say(message: str, as_json: bool) -> None:
    """A word to people."""
    if not as_json:
        typer.echo(message)


def ask(question: str, yes: bool) -> None:
    """Go on only if somebody agrees; leaves with 1 otherwise."""
    if not yes:
        typer.confirm(question, abort=True, err=True)


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]], headed: bool) -> None:
    table = Table(show_header=headed, box=None, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_in_words(value)) for value in row))
    Console(soft_wrap=False).print(table)


def _in_words(value: Any) -> str:
    match value:
        case None:
            return "-"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%SZ")
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_in_words(each) for each in value) or "all" if not _has_objects(value) else _objects(value)
        case dict():
            return orjson.dumps(value).decode()
    return str(value)


def _has_objects(values: list[Any]) -> bool:
    return any(isinstance(each, dict) for each in values)


def _objects(values: list[Any]) -> str:
    return "\n".join(" ".join(_in_words(part) for part in each.values()) for each in values)
