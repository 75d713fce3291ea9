"""`python -m tools.findings --data FILE --format NAME --out DIR`: what would have been found, run by run."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from contracts.errors import ConfigurationError
from services.improvements.domain.patterns import Change, Episode, Rules, detect, episodes
from tools.findings.export import Export, read, runs
from tools.findings.mapping import Mapping, load
from tools.findings.page import page, title

app = typer.Typer(add_completion=False)
RUN_EVERY = timedelta(weeks=4)
FIRST_AFTER = timedelta(weeks=40)
"""Before the first run: the shortest past and the longest window of counts."""


@app.command()
def main(
    data: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="the export, a CSV file")],
    out: Annotated[Path, typer.Option(file_okay=False, help="folder to write the page to")],
    form: Annotated[str, typer.Option("--format", help="surabaya, baltimore, or a file with a mapping")],
    top: Annotated[int, typer.Option(min=1, help="how many findings the page shows")] = 20,
    q: Annotated[float, typer.Option(help="the false discovery rate of a run; higher shows what is less sure")] = 0.05,
    texts: Annotated[bool, typer.Option("--texts", help="with the texts: for judging on this machine only")] = False,
) -> None:
    """Run the detection every four weeks through the export, and write the findings as a page."""
    console = Console(highlight=False)
    try:
        mapping = load(form)
        export = read(data, mapping)
    except ConfigurationError as error:
        console.print(str(error), markup=False)
        raise typer.Exit(2) from error
    days = list(runs(export, RUN_EVERY, FIRST_AFTER))
    found = _play(export, mapping, days, q, console)
    out.mkdir(parents=True, exist_ok=True)
    target = out / "findings.html"
    target.write_text(page(export, days, found, top, texts), encoding="utf-8")
    shown = Table("finding", "observed", "expected", "p", "found on")
    for each in sorted(found, key=lambda each: each.pattern.p)[:top]:
        seen = each.pattern
        numbers = f"{seen.observed}", f"{seen.expected:.1f}", f"{seen.p:.1e}", each.found_on.isoformat()
        shown.add_row(title(seen, export.places), *numbers)
    console.print(shown)
    console.print(f"{target}: {len(found)} findings in {len(days)} runs", markup=False)


def _play(export: Export, mapping: Mapping, days: list[date], q: float, console: Console) -> list[Episode]:
    """All episodes; each with the evidence of the run in which it was clearest."""
    known: dict[tuple[str, int], Episode] = {}
    clearest: dict[tuple[str, int], Episode] = {}
    rules = Rules(q=q)
    for day in track(days, "runs", console=console):
        facts = [each.as_of(day) for each in export.complaints if each.fact.filed_on < day]
        for step in episodes(known.values(), detect(facts, day, lambda each: _works(each, mapping), rules=rules), day):
            at = (step.episode.key, step.episode.number)
            known[at] = step.episode
            best = clearest.get(at)
            if step.change is not Change.GONE and (best is None or step.episode.pattern.p < best.pattern.p):
                clearest[at] = step.episode
    return [replace(clearest[at], confirmed_on=known[at].confirmed_on) for at in clearest]


def _works(day: date, mapping: Mapping) -> bool:
    return day.weekday() not in mapping.days_off


if __name__ == "__main__":
    app()
