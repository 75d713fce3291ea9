"""`tanggap report`: the command line of the yearly report."""

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chassis.errors import ConfigurationError
from tools.tanggap.imports.report import harmless
from tools.tanggap.improvements_api import Api, ApiRefused, ImprovementsApi, Person, TokenFile, caller
from tools.tanggap.report.page import file_of, page
from tools.tanggap.report.tables import Table, tables

EXIT_REFUSED, EXIT_WRONG = 1, 2
PAGE = "report.html"


class Language(StrEnum):
    """In which the page is written."""

    ID = "id"
    EN = "en"


def report(
    context: typer.Context,
    year: Annotated[int, typer.Option(min=2000, max=2099, help="Which year.", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder to write to; it is made.", show_default=False)],
    language: Annotated[Language, typer.Option(help="Of the page and of names.")] = Language.ID,
    api: Api = None,
    token_file: TokenFile = None,
    person: Person = None,
) -> None:
    """Write the figures of a year: a page to read and to print, and a CSV file for each of its tables.

    Everything comes from the API of improvements, and nothing rests on so few complaints that it may not be published.
    """
    try:
        with ImprovementsApi(caller(context.obj, api, token_file, person)) as opened:
            found = opened.get(f"/v1/reports/{year}")
        made = tables(found, language.value)
        _write(out, page(found, made, language.value), made)
    except ConfigurationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_WRONG) from error
    except ApiRefused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_REFUSED) from error
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
        raise typer.Exit(EXIT_WRONG) from error
    typer.echo(f"{out / PAGE} and {len(made)} tables beside it")


def _write(out: Path, html: str, made: list[Table]) -> None:
    """The page comes last: where it is, all of its tables are."""
    out.mkdir(parents=True, exist_ok=True)
    for table in made:
        with (out / file_of(table)).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.columns)
            writer.writerows([_cell(row[column]) for column in table.columns] for row in table.rows)
    (out / PAGE).write_text(html, encoding="utf-8")


def _cell(value: object) -> object:
    """Texts that a spreadsheet would run are made harmless; numbers stay numbers."""
    return harmless(value) if isinstance(value, str) else value
