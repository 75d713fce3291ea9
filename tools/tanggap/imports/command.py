"""`tanggap import`: the command line of an import."""

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from chassis.errors import ConfigurationError
from deploy.local.environment import Stack, stack_from
from deploy.local.ports import is_listening
from tools.tanggap.imports import state as states
from tools.tanggap.imports.files import City, load_city
from tools.tanggap.imports.formats import FORMATS
from tools.tanggap.imports.intake import HttpIntake, IntakeUnavailable
from tools.tanggap.imports.mapping import MappingFile, load_mapping
from tools.tanggap.imports.records import UnusableFile
from tools.tanggap.imports.report import Summary
from tools.tanggap.imports.rows import columns_of, rows
from tools.tanggap.imports.sending import Import, run, state_file_of
from tools.tanggap.output import Json, show

EXIT_REFUSED, EXIT_WRONG = 1, 2
SHOWN_FAULTS = 20


class FormatName(StrEnum):
    """The keys of `FORMATS`, as the command line checks them."""

    SP4N = "sp4n"
    CSV = "csv"
    NDJSON = "ndjson"
    OPEN311 = "open311"


def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What to import.", show_default=False)],
    format: Annotated[FormatName, typer.Option(help="What kind of file it is.", show_default=False)],
    mapping: Annotated[
        Path | None,
        typer.Option(help="Which columns are which fields; for sp4n and open311 the city's own by default."),
    ] = None,
    city: Annotated[Path | None, typer.Option(help="The folder of the city; CITY_CONFIG by default.")] = None,
    api: Annotated[str | None, typer.Option(help="Where the intake API is; API_URL by default.")] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="Holds the key of a channel that may import; else CHANNEL_KEY is the key.")
    ] = None,
    channel: Annotated[str, typer.Option(help="With the stack of `make up`: as which channel.")] = "sp4n",
    report: Annotated[
        Path | None,
        typer.Option(help="Where to say what became of each row; beside you, named as the file, by default."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Send nothing; the report is the same.")] = False,
    as_json: Json = False,
) -> None:
    """Hand in the complaints of a file. What is over there comes in as history: nobody is notified of it.

    Each row comes in once, however often the file is imported; an import that was interrupted goes on where it was.
    Leaves with 1 when rows were refused.
    """
    place = report or Path(f"{file.stem}.{'dry-run' if dry_run else 'report'}.csv")
    began = time.monotonic()
    try:
        source = _source(file, format, mapping, city or stack_from().city)
        sender = None if dry_run else _sender(context.obj, api, key_file, channel)
        summary = asyncio.run(_imported(source, sender, place))
    except (ConfigurationError, UnusableFile) as error:
        _leave(str(error), EXIT_WRONG, error)
    except IntakeUnavailable as error:
        note = f"What is done is kept in {place}.part: the same command goes on from there."
        _leave(f"{error}\n{note}", EXIT_REFUSED, error)
    _show(summary, source, place, time.monotonic() - began, as_json)
    raise typer.Exit(EXIT_REFUSED if summary.outcomes["refused"] else 0)


@dataclass(frozen=True)
class _Source:
    """The file, and all that says how to read it."""

    file: Path
    format: str
    mapping_file: Path | None
    mapping: MappingFile | None
    city: City

    def id_for(self, sender: str) -> str:
        """The import of this file, read so, as that channel."""
        files = (self.file, *((self.mapping_file,) if self.mapping_file else ()))
        return states.import_id(self.format, sender, files=files)


@dataclass(frozen=True)
class _Sender:
    url: str
    key: str


def _source(file: Path, format: str, mapping: Path | None, city_folder: Path) -> _Source:
    city, chosen = load_city(city_folder), FORMATS[format]
    if not chosen.needs_mapping and mapping is not None:
        raise ConfigurationError(f"--mapping: {format} holds requests as they are sent, so leave it out")
    if chosen.needs_mapping and mapping is None:
        if chosen.shipped is None:
            raise ConfigurationError(f"--mapping: {format} needs one; {city_folder}/imports has examples")
        mapping = city_folder / "imports" / chosen.shipped
    if not file.is_file():
        raise UnusableFile(f"{file}: no such file")
    return _Source(file, format, mapping, load_mapping(mapping, city) if mapping else None, city)


def _sender(local: bool, api: str | None, key_file: Path | None, channel: str) -> _Sender:
    """The address and the key, from options, the environment, or the stack of `make up`."""
    url, key = api or os.environ.get("API_URL"), os.environ.get("CHANNEL_KEY")
    if key_file is not None:
        key = _text(key_file).strip()
    stack = stack_from()
    if url is None and (local or is_listening(stack.ports.api)):
        url, key = stack.api_url, key or _local_key(stack, channel)
    if url is None:
        raise ConfigurationError("where is the intake API? Give --api or API_URL, or start a stack by `make up`")
    if not key:
        raise ConfigurationError("the key of a channel that may import is needed: give --key-file or CHANNEL_KEY")
    return _Sender(url, key)


def _local_key(stack: Stack, channel: str) -> str | None:
    channels = orjson.loads(_text(stack.access / "plain.json"))["channels"]
    if channel not in channels:
        raise ConfigurationError(f"--channel: {channel!r} is none of {', '.join(channels)}")
    return str(channels[channel])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error


async def _imported(source: _Source, sender: _Sender | None, report: Path) -> Summary:
    records = FORMATS[source.format].read(source.file, source.mapping)
    made = rows(records, source.mapping, source.city, lambda: datetime.now(UTC))
    columns = columns_of(source.mapping)
    with _bar(source.file, dry=sender is None) as progress:
        if sender is None:
            return await run(Import(made, report, states.State(""), None, columns, progress))
        wanted = source.id_for(f"{sender.url} {hashlib.sha256(sender.key.encode()).hexdigest()}")
        async with HttpIntake(sender.url, sender.key) as intake:
            state = states.load(state_file_of(report), wanted)
            return await run(Import(made, report, state, intake, columns, progress))


@contextmanager
def _bar(file: Path, *, dry: bool) -> Iterator[Callable[[int], None]]:
    """A bar for people, on the side of the output that programs do not read."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("checking" if dry else "importing", total=file.stat().st_size)
        yield lambda position: progress.update(task, completed=position)


def _show(summary: Summary, source: _Source, report: Path, seconds: float, as_json: bool) -> None:
    content = summary.as_json()
    if as_json:
        head = {"file": str(source.file), "format": source.format, "report": str(report), "seconds": round(seconds, 1)}
        return show({**head, **content}, as_json)
    outcomes = ", ".join(f"{number} {name}" for name, number in sorted(content["outcomes"].items()))
    typer.echo(f"{content['rows']} rows: {outcomes or 'none'}; {seconds:.1f} s")
    over = content["fields"].get("history", 0)
    typer.echo(f"fields given: {', '.join(f'{name} {number}' for name, number in content['fields'].items())}")
    typer.echo(f"over already: {over}")
    for said, number in content["normalised"].items():
        typer.echo(f"put right in {number} rows: {said}")
    if content["faults"]:
        show(content["faults"][:SHOWN_FAULTS], False, ("rows", "outcome", "column", "reason", "remedy"))
    typer.echo(f"every row: {report} (private: it may hold tracking codes)")


def _leave(message: str, code: int, error: Exception) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code) from error
