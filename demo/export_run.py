"""Sends an export instead of the sample: every row ends accepted or refused, and the outside ledger agrees."""

import asyncio
import os
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo.channel import paced
from demo.export import FROM_COLUMN, Row, UnusableFile, load
from demo.export_report import Line, write
from demo.follower import Follower
from demo.intake_client import IntakeClient, Reply
from demo.play import latencies
from demo.summary import percentile, show_verdict
from deploy.local.access import read_plain
from deploy.local.environment import Stack
from verify import ClientRecord, Filing, Report, Sources, check, gather, read_city

__all__ = ["UnusableFile", "load", "prepare_city", "run"]

CHANNEL = "sp4n"
PER_SECOND = 80
AT_ONCE = 4
LOOK_EVERY_S = 0.25
MAX_REASONS = 10


def prepare_city(stack: Stack, city: Path) -> None:
    """Copy `city` with deadlines that count days: an import must not mail everybody within the minute."""
    shutil.copytree(city, stack.city)
    policies = stack.city / "policies.yaml"
    policies.write_text(re.sub(r"\bPT(\d+)S\b", r"P\1D", policies.read_text(encoding="utf-8")), encoding="utf-8")


async def run(stack: Stack, rows: Sequence[Row], console: Console, seconds: float) -> bool:
    """Send every row, wait until each complaint has its unit and its mail, check. True when all adds up."""
    lines = [Line(row.number, row.tracking_id, "refused", column=row.column, reason=row.reason) for row in unsent(rows)]
    place = stack.directory / "report.csv"
    plain = read_plain(stack)
    async with IntakeClient(stack.api_url, plain, CHANNEL) as intake, Follower(stack) as follower:
        try:
            await _send_all(rows, intake, lines, console)
        finally:
            write(place, lines)
        on_time = await _settle(follower, list(intake.record.promised()), seconds, console)
    with console.status("comparing with the outside ledger"):
        evidence = await gather(Sources.of(stack), intake.record, plain["channels"][CHANNEL])
        report = check(intake.record, evidence, read_city(stack.city))
    mismatches = [] if on_time else [f"not every complaint had its unit and its mail within {seconds:.0f} s"]
    mismatches += miscounted(rows, lines)
    _show(rows, lines, intake.record, report, latencies(intake.record, evidence), console)
    console.print(f"every row: {os.path.relpath(place)} (private: it holds tracking codes)", soft_wrap=True)
    show_verdict(report, mismatches, console)
    return report.is_clean and not mismatches


def unsent(rows: Sequence[Row]) -> list[Row]:
    """The rows of which no request could be made."""
    return [row for row in rows if row.request is None]


def line_of(row: Row, filing: Filing, reply: Reply) -> Line:
    """The outcome of a row that was sent."""
    if filing.complaint_id is not None:
        code, repeated = filing.tracking_code or "", "yes" if filing.replayed else ""
        return Line(row.number, row.tracking_id, "accepted", filing.complaint_id, code, repeated)
    faults = [error for error in reply.body.get("errors", ()) if error.get("field")]
    field = faults[0]["field"] if faults else ""
    words = "; ".join(str(error["reason"]) for error in faults) or str(reply.body.get("detail", ""))
    reason = words or (f"status {filing.status}" if filing.status else "no answer")
    return Line(row.number, row.tracking_id, "refused", column=FROM_COLUMN.get(field, field), reason=reason)


def miscounted(rows: Sequence[Row], lines: Sequence[Line]) -> list[str]:
    """Rows without exactly one line, in words; empty when accepted and refused add up to all."""
    times = Counter(line.row for line in lines)
    wrong = [str(row.number) for row in rows if times[row.number] != 1]
    return [f"these rows are not accounted for once: {', '.join(wrong[:MAX_REASONS])}"] if wrong else []


async def _send_all(rows: Sequence[Row], intake: IntakeClient, lines: list[Line], console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("sending", total=len(rows), completed=len(lines))

        async def send(row: Row) -> None:
            filing, reply = await intake.file(row.tracking_id, row.request or {})
            lines.append(line_of(row, filing, reply))
            progress.advance(bar)

        # A default argument, for each task must keep its own row.
        tasks = [lambda row=row: send(row) for row in rows if row.request is not None]
        await paced(tasks, PER_SECOND, AT_ONCE)


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


def _show(
    rows: Sequence[Row],
    lines: Sequence[Line],
    client: ClientRecord,
    report: Report,
    seconds: Sequence[float],
    console: Console,
) -> None:
    outcomes = Counter(line.outcome for line in lines)
    repeated = sum(bool(line.repeated) for line in lines)
    console.print(
        f"{len(rows)} rows: {outcomes['accepted']} accepted ({repeated} of them repeated an earlier row), "
        f"{outcomes['refused']} refused",
        soft_wrap=True,
    )
    reasons = Counter(f"{line.column or 'the row'}: {line.reason}" for line in lines if line.outcome == "refused")
    for reason, number in reasons.most_common(MAX_REASONS):
        console.print(f"  {number} x {escape(reason)}", soft_wrap=True)
    counts = report.counts
    console.print(
        f"{len(client.promised())} complaints: {counts['assigned']} with units, {counts['in_triage']} in triage, "
        f"{counts['mails']} mails; 201 → assigned p50 {1000 * percentile(seconds, 0.5):.0f} ms, "
        f"p99 {1000 * percentile(seconds, 0.99):.0f} ms",
        soft_wrap=True,
    )
