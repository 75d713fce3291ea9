"""The sample complaints run through a whole stack: the outside ledger finds every promise kept, the auditor nothing
left out, and every panel of the dashboards shows something.
"""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from contracts.events import StepMissing
from demo import sample
from demo.day import city_of_the_day
from demo.play import Play
from demo.stack import running
from deploy.local.environment import DEMO_CITY, Stack
from deploy.local.ports import free_ports
from tests.e2e.observed import board_of, faults_of_dashboards, observed

MOST_TO_THE_MAYOR = 6
"""Three in a day of two digests; on a slow machine the day of the test has more of them."""
MOST_MAILS = 240
AUDITED = {
    "SETTLE_S": "1",
    **{f"{what}_WITHIN_S": "30" for what in ("ASSIGNED", "CLOCKS", "BREACHED", "ESCALATED", "ENDED", "MOVED")},
    **{f"{what}_WITHIN_S": "120" for what in ("HEARD", "PROVEN")},
}
"""The auditor looks at deadlines of seconds."""


@pytest.mark.timeout(400)
async def test_every_sample_complaint_gets_what_it_was_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in AUDITED.items():
        monkeypatch.setenv(name, value)
    stack = Stack(directory=tmp_path, ports=free_ports(), prefix="city-a.", city=tmp_path / "city")
    quiet = Console(quiet=True)
    prepare_city = city_of_the_day(DEMO_CITY, stack.city, lambda: datetime.now(UTC))
    with running(stack, quiet, prepare_city=prepare_city), observed(stack, tmp_path / "observe") as prometheus:
        outcome = await Play(stack, sample.load(), quiet, seconds=240).run()
        faults = await faults_of_dashboards(prometheus, stack)
        board = await board_of(prometheus, stack)
    assert faults == []
    assert "Is anyone waiting" in board
    assert "Not known" not in board
    assert outcome.mismatches == ()
    assert outcome.report.findings == ()
    assert [entry.event for entry in outcome.evidence.entries if isinstance(entry.event, StepMissing)] == []
    assert outcome.report.counts["filed"] == sum(
        each.expect in ("filed", "triage", "follows") for each in sample.load()
    )
    assert outcome.report.counts["escalated_level_4"] > 0
    assert outcome.report.counts["promises"] > 0
    assert outcome.report.counts["closed_by_system"] > 0
    mails = Counter(address for mail in outcome.evidence.mails or () for address in mail.recipients)
    assert 0 < mails["wali-kota@demo.tanggap.example"] <= MOST_TO_THE_MAYOR
    assert mails.total() <= MOST_MAILS
