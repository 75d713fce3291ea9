"""`tanggap surveys`: paper forms of the satisfaction survey, typed in as a table."""

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from chassis.errors import ConfigurationError
from chassis.spreadsheets import safe
from tools.tanggap.imports.records import Fault, UnusableFile
from tools.tanggap.improvements_api import Api, Caller, ImprovementsApi, Person, TokenFile, caller
from tools.tanggap.output import Json, show
from tools.tanggap.surveys.forms import FormRow, read_forms
from tools.tanggap.surveys.sending import KEPT, KNOWN, NOT_SENT, READY, REFUSED, Line, Sent, send

EXIT_REFUSED, EXIT_WRONG = 1, 2
SHOWN_FAULTS = 20

app = typer.Typer(no_args_is_help=True, help="Paper forms of the satisfaction survey.")


@app.callback()
def surveys() -> None:
    """Paper forms of the satisfaction survey."""


@app.command("import")
def import_forms(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table with a row for each form, CSV.", show_default=False)],
    api: Api = None,
    token_file: TokenFile = None,
    person: Person = None,
    report: Annotated[
        Path | None, typer.Option(help="Where to say what became of each row; beside you by default.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing; units, categories and rights are then not checked.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Enter the forms of a file. Its columns: unit, number, answered_on, the nine elements, and category if you like.

    A form is kept once, however often its file is imported. Leaves with 1 when rows were refused or not sent.
    """
    place = report or Path(f"{file.stem}.{'dry-run' if dry_run else 'report'}.csv")
    try:
        by = None if dry_run else caller(context.obj, api, token_file, person)
        sent = _sent(file, by)
    except (ConfigurationError, UnusableFile) as error:
        _leave(str(error), error)
    _write(sent.lines, place)
    _show(sent, place, as_json)
    raise typer.Exit(EXIT_REFUSED if sent.count(REFUSED) or sent.broken_off else 0)


class _Forms:
    """Enters forms at the API."""

    def __init__(self, api: ImprovementsApi) -> None:
        self._api = api

    def enter(self, forms: Sequence[dict[str, object]]) -> list[tuple[str, list[Fault]]]:
        """See `sending.Api`. What the API calls `scores.time` is the column `time`."""
        results = self._api.post("/v1/surveys", {"forms": forms})["results"]
        return [
            (
                each["outcome"],
                [Fault(at["field"].removeprefix("scores."), at["reason"], at["remedy"]) for at in each["errors"]],
            )
            for each in results
        ]


def _sent(file: Path, by: Caller | None) -> Sent:
    rows: Iterator[FormRow] = read_forms(file)
    size = file.stat().st_size if file.is_file() else 0
    with _bar(size, "checking" if by is None else "entering") as progress:
        if by is None:
            return send(rows, None, progress)
        with ImprovementsApi(by) as api:
            return send(rows, _Forms(api), progress)


@contextmanager
def _bar(size: int, doing: str) -> Iterator[Callable[[int], None]]:
    """A bar for people, on the side of the output that programs do not read."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=size)
        yield lambda position: progress.update(task, completed=position)


def _write(lines: Sequence[Line], place: Path) -> None:
    """The whole report, or the old one: it takes its name when it is complete."""
    draft = place.with_name(f"{place.name}.part")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    ) as out:
        writer = csv.writer(out)
        writer.writerow([each.name for each in fields(Line)])
        writer.writerows([safe(str(cell)) for cell in astuple(line)] for line in lines)
    draft.replace(place)


def _show(sent: Sent, place: Path, as_json: bool) -> None:
    outcomes = {name: sent.count(name) for name in (KEPT, KNOWN, REFUSED, READY, NOT_SENT) if sent.count(name)}
    faults = [
        dict(zip(("row", "column", "reason", "remedy"), _fault(line), strict=True))
        for line in sent.lines
        if line.reason
    ]
    if as_json:
        content = {"outcomes": outcomes, "faults": faults, "report": str(place), "broken_off": sent.broken_off}
        return show(content, as_json)
    typer.echo(", ".join(f"{number} {name.replace('_', ' ')}" for name, number in outcomes.items()) or "no rows")
    if faults:
        show(faults[:SHOWN_FAULTS], False, ("row", "column", "reason", "remedy"))
    typer.echo(f"every row: {place}")
    if sent.broken_off:
        typer.echo(f"{sent.broken_off}\nThe same command sends all again; what is kept stays as it is.", err=True)


def _fault(line: Line) -> tuple[int, str, str, str]:
    return line.row, line.column, line.reason, line.remedy


def _leave(message: str, error: Exception) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(EXIT_WRONG) from error
