"""The results of a run, for people."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence

import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from contracts.events import ComplaintAssigned, ComplaintRated
from demo.board import RATINGS
from demo.play import Outcome
from deploy.local.access import read_plain
from deploy.local.control import ComponentStatus
from deploy.local.environment import Stack
from verify import Filing, Report

MOST_MAILS = 12
MAX_SHOWN = 20
PAGES = {
    "citizens": "/",
    "the public": "/performance",
    "officers": "/queue",
    "triage": "/triage",
    "heads and leaders": "/overview",
    "an event desk": "/event-desk",
}
"""Who starts where."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed; 0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def show_summary(outcome: Outcome, components: Sequence[ComponentStatus], seconds: float, console: Console) -> None:
    """Counts, mails, latency, memory, time."""
    console.print(_counts(outcome))
    console.print(_mails(outcome))
    millis = [1000 * each for each in outcome.latencies]
    console.print(
        f"201 → assigned: p50 {percentile(millis, 0.5):.0f} ms, p99 {percentile(millis, 0.99):.0f} ms "
        f"({len(millis)} complaints; from the moment the client had its 201 until the assignment was written to Kafka)",
        soft_wrap=True,
    )
    memory = ", ".join(f"{each.name} {each.memory / 1024**2:.0f}" for each in components)
    total = sum(each.memory for each in components) / 1024**2
    console.print(f"resident memory: {total:.0f} MiB ({memory})", soft_wrap=True)
    console.print(f"it took {seconds:.0f} s")


def show_verdict(report: Report, mismatches: Sequence[str], console: Console) -> None:
    """What was promised and not kept, or that everything was kept."""
    first, *findings = report.lines()
    console.print(escape(first), soft_wrap=True)
    for line in findings:
        console.print(escape(line), style="red", soft_wrap=True)
    for mismatch in mismatches[:MAX_SHOWN]:
        console.print(f"  [red]unexpected[/] {escape(mismatch)}", soft_wrap=True)
    if report.is_clean and not mismatches:
        console.print("[bold green]Every promise was kept.[/]")


def show_next_steps(stack: Stack, filing: Filing | None, kept: bool, console: Console) -> None:
    """What to try now."""
    console.print("\n[bold]What to try next[/]")
    if not kept or filing is None:
        console.print(
            "  `.venv/bin/python -m demo --keep` leaves this stack running; `make up` starts one that stays",
            soft_wrap=True,
        )
        return
    place = os.path.relpath(stack.directory)
    lines = (
        f"curl {stack.api_url}/v1/track/{filing.tracking_code}?lang=id",
        f"curl {stack.api_url}/v1/units",
        f"{stack.api_url}/docs     # in a browser",
        f"TANGGAP_LOCAL={place} TANGGAP_PORT_BASE={stack.ports.api} .venv/bin/python -m deploy.local.mailbox list",
        f"TANGGAP_LOCAL={place} TANGGAP_PORT_BASE={stack.ports.api} make verify   # what was emitted and mailed",
        f"TANGGAP_LOCAL={place} TANGGAP_PORT_BASE={stack.ports.api} make down     # stops it",
    )
    for line in lines:
        console.print(f"  {line}", soft_wrap=True, markup=False)


def show_pages(stack: Stack, outcome: Outcome, kept: bool, console: Console) -> None:
    """Where each reader starts, and with `kept` what a person of each role signs in with."""
    console.print("\n[bold]Pages[/]" + ("" if kept else " (with KEEP=1 they stay open)"))
    places = dict(PAGES)
    filing = next(iter(outcome.client.promised().values()), None)
    if filing is not None:
        places["one complaint, by its code"] = f"/follow/{filing.tracking_code}"
    for who, path in places.items():
        console.print(f"  {who:<27} {stack.api_url}{path}", markup=False, soft_wrap=True)
    if kept:
        console.print(f"\n[bold]Sign-in for each role[/] at {stack.api_url}/sign-in", soft_wrap=True)
        known = yaml.safe_load((stack.access / "access.yaml").read_text(encoding="utf-8"))["officers"]
        tokens = read_plain(stack)["officers"]
        for role, person in people_of_each_role(known, _busiest(outcome)).items():
            console.print(f"  {role:<10} {person:<24} {tokens[person]}", markup=False, soft_wrap=True)


def people_of_each_role(officers: Sequence[Mapping[str, str]], unit: str | None) -> dict[str, str]:
    """Role → somebody who has it, of this unit where there is one: there is something to look at."""
    ordered = sorted(officers, key=lambda each: each["unit"] != unit)
    return {each["role"]: each["id"] for each in reversed(ordered)}


def _busiest(outcome: Outcome) -> str | None:
    """The unit that most complaints went to."""
    events = (entry.event for entry in outcome.evidence.entries)
    units = Counter(event.unit for event in events if isinstance(event, ComplaintAssigned))
    return next((unit for unit, _ in units.most_common(1)), None)


def _counts(outcome: Outcome) -> Table:
    counts = outcome.report.counts
    emitted = Counter(entry.event.kind() for entry in outcome.evidence.entries if entry.event is not None)
    levels = {key: value for key, value in counts.items() if key.startswith("escalated_level_")}
    rows = {
        "filed": counts["filed"],
        "refused": counts["refused"],
        "replayed": counts["replayed"],
        "assignments": counts["assigned"],
        "in triage": counts["in_triage"],
        "answered": emitted["complaint.resolved"] + emitted["complaint.rejected"],
        "closed by the system": counts["closed_by_system"],
        "reopened": emitted["complaint.reopened"],
        "corrected": emitted["complaint.reclassified"],
        "delegated": emitted["complaint.delegated"],
        "contributions": emitted["complaint.contribution_given"],
        "comments": emitted["complaint.comment_added"],
        "progress reports": emitted["complaint.progress_reported"],
        "breached": counts["breached"],
        **{f"escalated, level {key[-1]}": value for key, value in levels.items()},
        "promises": counts["promises"],
        "mails": counts["mails"],
    }
    table = Table(title="what became of them", show_header=False)
    for name, number in rows.items():
        table.add_row(name, str(number))
    table.add_row("ratings", _ratings(outcome))
    return table


def _ratings(outcome: Outcome) -> str:
    events = (entry.event for entry in outcome.evidence.entries)
    stars = Counter(event.stars for event in events if isinstance(event, ComplaintRated))
    return ", ".join(f"{RATINGS[number]} {times}" for number, times in sorted(stars.items(), reverse=True)) or "none"


def _mails(outcome: Outcome) -> Table:
    complaints = {
        getattr(entry.event, "delivery_id", ""): entry.event.subject
        for entry in outcome.evidence.entries
        if entry.event is not None and entry.topic == "notifications"
    }
    groups: Counter[tuple[str, str]] = Counter()
    for mail in outcome.evidence.mails or ():
        short = complaints.get(mail.message_id.strip("<>").partition("@")[0], "")[-8:] or "\n"
        groups[mail.subject.strip().replace(short, "…"), ", ".join(mail.recipients)] += 1
    table = Table("mails", "to", "subject", title=f"mails, the {MOST_MAILS} most frequent of {len(groups)} kinds")
    for (subject, to), number in groups.most_common(MOST_MAILS):
        table.add_row(str(number), escape(to), escape(subject))
    return table
