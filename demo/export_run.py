"""Imports an export instead of the sample: every row ends accepted or refused, and the outside ledger agrees."""

import asyncio
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo.channel import paced
from demo.follower import Follower
from demo.intake_client import IntakeClient, Reply
from demo.play import latencies
from demo.summary import percentile, show_verdict
from deploy.local.access import read_plain
from deploy.local.environment import Stack
from tools.ledger import Sources, gather
from tools.tanggap.imports.files import load_city
from tools.tanggap.imports.formats import FORMATS
from tools.tanggap.imports.intake import Answer
from tools.tanggap.imports.mapping import MappingFile, load_mapping
from tools.tanggap.imports.records import Fault, UnusableFile
from tools.tanggap.imports.report import Summary
from tools.tanggap.imports.rows import columns_of, rows
from tools.tanggap.imports.sending import Import, Rows
from tools.tanggap.imports.sending import run as run_import
from tools.tanggap.imports.state import State
from verify import ClientRecord, Filing, Report, check, read_city

__all__ = ["UnusableFile", "count_rows", "prepare_city", "run"]

CHANNEL = "sp4n"
FORMAT = FORMATS["sp4n"]
PER_SECOND = 80
AT_ONCE = 4
LOOK_EVERY_S = 0.25
MAX_REASONS = 10


def prepare_city(stack: Stack, city: Path) -> None:
    """Copy `city` with deadlines that count days: an import must not mail everybody within the minute."""
    shutil.copytree(city, stack.city)
    policies = stack.city / "policies.yaml"
    policies.write_text(re.sub(r"\bPT(\d+)S\b", r"P\1D", policies.read_text(encoding="utf-8")), encoding="utf-8")


def count_rows(data: Path, city: Path) -> int:
    """How many rows the file has; raises `UnusableFile` when the file as a whole cannot be an export."""
    made, _ = _rows_of(data, city)
    return sum(1 for _ in made)


async def run(stack: Stack, data: Path, number: int, console: Console, seconds: float) -> bool:
    """Import every row, wait until each complaint has its unit and its mail, check. True when all adds up."""
    place, plain = stack.directory / "report.csv", read_plain(stack)
    async with IntakeClient(stack.api_url, plain, CHANNEL) as intake, Follower(stack) as follower:
        summary = await _import_all(data, number, stack.city, place, intake, console)
        on_time = await _settle(follower, list(intake.record.promised()), seconds, console)
    with console.status("comparing with the outside ledger"):
        evidence = await gather(Sources.of(stack), intake.record, plain["channels"][CHANNEL])
        report = check(intake.record, evidence, read_city(stack.city))
    mismatches = [] if on_time else [f"not every complaint had its unit and its mail within {seconds:.0f} s"]
    if summary.outcomes.total() != number:
        mismatches.append(f"of {number} rows {summary.outcomes.total()} are accounted for")
    _show(summary, intake.record, report, latencies(intake.record, evidence), console)
    console.print(f"every row: {os.path.relpath(place)} (private: it holds tracking codes)", soft_wrap=True)
    show_verdict(report, mismatches, console)
    return report.is_clean and not mismatches


def _rows_of(data: Path, city_folder: Path) -> tuple[Rows, MappingFile]:
    city = load_city(city_folder)
    mapping = load_mapping(city_folder / "imports" / (FORMAT.shipped or ""), city)
    return rows(FORMAT.read(data, mapping), mapping, city, partial(datetime.now, UTC)), mapping


class RecordingIntake:
    """Hands in through the client that records for the ledger, at a steady rate. See `tools.tanggap.imports.intake`."""

    def __init__(self, client: IntakeClient, on_answer: Callable[[], None]) -> None:
        self._client, self._on_answer = client, on_answer

    async def send(self, requests: Sequence[Mapping[str, Any]]) -> Sequence[Answer]:
        """The answers, in the order of the requests."""
        answers: dict[int, Answer] = {}

        async def send(place: int) -> None:
            request = requests[place]
            answers[place] = answer_of(*await self._client.file(str(request["external_id"]), request))
            self._on_answer()

        await paced([partial(send, place) for place in range(len(requests))], PER_SECOND, AT_ONCE)
        return [answers[place] for place in range(len(requests))]


def answer_of(filing: Filing, reply: Reply) -> Answer:
    """What became of a request that was recorded."""
    if filing.complaint_id is not None:
        return Answer(filing.complaint_id, filing.tracking_code or "", filing.replayed)
    reason = str(reply.body.get("detail") or (f"status {filing.status}" if filing.status else "no answer"))
    errors = reply.body.get("errors") or [{"reason": reason}]
    return Answer(faults=tuple(Fault(each.get("field", ""), each["reason"], each.get("remedy", "")) for each in errors))


async def _import_all(
    data: Path, number: int, city: Path, place: Path, client: IntakeClient, console: Console
) -> Summary:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("importing", total=number)
        intake = RecordingIntake(client, lambda: progress.advance(bar))
        made, mapping = _rows_of(data, city)
        return await run_import(Import(made, place, State("demo"), intake, columns_of(mapping), lambda _: None))


async def _settle(follower: Follower, filed: list[str], seconds: float, console: Console) -> bool:
    """Deadlines are days away, so only units and mails are waited for."""
    deadline = asyncio.get_running_loop().time() + seconds
    with console.status("waiting for units and mails") as status:
        while left := set(follower.unassigned(filed)) | set(follower.unmailed()):
            follower.check_alive()
            status.update(f"waiting for the units and mails of {len(left)} complaints")
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(LOOK_EVERY_S)
    return True


def _show(summary: Summary, client: ClientRecord, report: Report, seconds: Sequence[float], console: Console) -> None:
    outcomes = summary.outcomes
    console.print(
        f"{outcomes.total()} rows: {outcomes['accepted'] + outcomes['repeated']} accepted ({outcomes['repeated']} of "
        f"them repeated an earlier row; {summary.found['history']} were over already), {outcomes['refused']} refused",
        soft_wrap=True,
    )
    for (_, column, reason, _), number in summary.faults.most_common(MAX_REASONS):
        console.print(f"  {number} x {escape(column or 'the row')}: {escape(reason)}", soft_wrap=True)
    counts = report.counts
    console.print(
        f"{len(client.promised())} complaints: {counts['assigned']} with units, {counts['in_triage']} in triage, "
        f"{counts['mails']} mails; 201 → assigned p50 {1000 * percentile(seconds, 0.5):.0f} ms, "
        f"p99 {1000 * percentile(seconds, 0.99):.0f} ms",
        soft_wrap=True,
    )
