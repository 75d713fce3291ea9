"""`tanggap report`: the command line of the yearly report."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from chassis.errors import ConfigurationError
from chassis.spreadsheets import BYTE_ORDER_MARK, line
from tools.tanggap.improvements_api import Api, ApiRefused, ImprovementsApi, Person, TokenFile, caller
from tools.tanggap.report.page import Report, page

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

    Everything comes from the API of improvements, in its words and with the names of the city, and nothing rests on so
    few complaints that it may not be published.
    """
    try:
        with ImprovementsApi(caller(context.obj, api, token_file, person)) as opened:
            found = opened.get(f"/v1/reports/{year}/tables", language=language.value)
        _write(out, found)
    except ConfigurationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_WRONG) from error
    except ApiRefused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_REFUSED) from error
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
        raise typer.Exit(EXIT_WRONG) from error
    typer.echo(f"{out / PAGE} and {len(found['tables'])} tables beside it")


def _write(out: Path, report: Report) -> None:
    """The page comes last: where it is, all of its tables are."""
    out.mkdir(parents=True, exist_ok=True)
    for table in report["tables"]:
        with (out / f"{table['name']}.csv").open("w", encoding="utf-8", newline="") as file:
            file.write(_csv(table))
    (out / PAGE).write_text(page(report), encoding="utf-8")


def _csv(table: Mapping[str, Any]) -> str:
    return BYTE_ORDER_MARK + "".join(line(row) for row in (table["columns"], *table["rows"]))
