"""Checks a city's configuration as all services together read it: `python -m tools.config_check config/demo`."""

from pathlib import Path
from typing import Annotated

import typer

from city.checks.names import KEYS
from city.loading import load
from city.whole import WholeCity
from contracts.errors import ConfigurationError
from services.complaints import city as complaints
from services.improvements import city as improvements
from services.notify import city as notify
from services.routing.domain import checks as routing

CHECKS = (*complaints.CHECKS, *routing.CHECKS, *notify.CHECKS, *improvements.CHECKS)
"""What services know of a city's files beyond what the files say themselves: texts, templates, addresses, rules."""


def summary(city: WholeCity) -> str:
    """How much there is of everything."""
    return ", ".join(f"{len(getattr(getattr(city, file), part))} {part}" for file, (part, _) in KEYS.items())


def main(folder: Annotated[Path, typer.Argument(help="folder of the city, as in config/demo")]) -> None:
    """Print what was found; the exit code is 1 when there is a fault."""
    try:
        city = load(folder, WholeCity, CHECKS)
    except ConfigurationError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{folder}: ok ({summary(city)})")


if __name__ == "__main__":
    typer.run(main)
