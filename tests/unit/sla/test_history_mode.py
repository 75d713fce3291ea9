"""No clock runs of what was over in another system before it came in; of what is reopened, those of a live one do."""

from contracts.events import ClocksSet
from contracts.values import Mode
from tests.unit.sla.watching import Complaint, Rules, assigned, step

RULES = Rules(reply=60)


def test_no_clock_follows_what_was_over_before() -> None:
    complaint = Complaint()
    for event in (
        step("filed", 0, 1, 0, routing_input={"channel": "app", "filed_at": "2026-07-01T00:00:00Z", "mode": "history"}),
        step("closed", 5, 2, 0, mode=Mode.HISTORY),
        assigned(0, RULES, mode=Mode.HISTORY),
    ):
        verdict = complaint.feed(event)
        assert (verdict.outcome, verdict.writes) == ("not_for_sla", False)
    assert complaint.state is None
    assert complaint.emitted == []


def test_once_it_is_reopened_its_clocks_run() -> None:
    complaint = Complaint()
    complaint.feed(assigned(0, RULES, mode=Mode.HISTORY))
    complaint.feed(step("reopened", 50, 3, 1))
    complaint.feed(assigned(50, RULES, assignment_number=2))
    (clocks,) = (event for event in complaint.emitted if isinstance(event, ClocksSet))
    assert {clock.name for clock in clocks.clocks} >= {"acknowledge_by", "respond_by", "reopened_by"}
