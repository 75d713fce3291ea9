"""The sample complaints run through a whole stack, and the outside ledger finds every promise kept."""

from pathlib import Path

import pytest
from rich.console import Console

from demo import sample
from demo.play import Play
from demo.stack import running
from deploy.local.environment import Stack
from deploy.local.ports import free_ports


@pytest.mark.timeout(400)
async def test_every_sample_complaint_gets_what_it_was_promised(tmp_path: Path) -> None:
    stack = Stack(directory=tmp_path, ports=free_ports(), prefix="city-a.")
    quiet = Console(quiet=True)
    with running(stack, quiet):
        outcome = await Play(stack, sample.load(), quiet, seconds=240).run()
    assert outcome.mismatches == ()
    assert outcome.report.findings == ()
    assert outcome.report.counts["filed"] == sum(each.expect in ("filed", "triage") for each in sample.load())
    assert outcome.report.counts["escalated_level_4"] > 0
    assert outcome.report.counts["promises"] > 0
    assert outcome.report.counts["closed_by_system"] > 0
    assert outcome.report.counts["mails"] > outcome.report.counts["filed"]
