"""The intake API and routing together: nobody is passed on for ever, and what the triage desk decides binds."""

from contracts.events import AssignmentEvent, ComplaintSentToTriage, ComplaintTransferred
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.lifecycle import Change, act, file
from services.complaints.domain.projection import apply_assignment
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import Principal, Role
from services.routing.domain.decision import assign
from tests.unit.complaints.examples import Tree
from tests.unit.routing.cities import MAX_TRANSFERS, NOW, UNITS, city, routing_input, rule

CITY = city(rule("jalan", "dinas-pu", category=["jalan"]))
TREE = Tree(dict.fromkeys(UNITS), CITY.triage_unit)
PASSED_ON = ("dinas-lh", "pdam", "dinas-sosial")
assert len(PASSED_ON) == MAX_TRANSFERS


def test_the_fourth_transfer_goes_to_the_triage_desk_whatever_unit_it_names() -> None:
    complaint = _filed()
    for wanted in PASSED_ON:
        complaint, answer = _transfer(complaint, wanted)
        assert (answer.unit, complaint.unit, answer.reason.code) == (wanted, wanted, "named_by_unit")

    complaint, answer = _transfer(complaint, "satpol-pp")

    assert isinstance(answer, ComplaintSentToTriage)
    assert (complaint.unit, answer.unit, answer.reason.code) == ("triase", "triase", "too_many_transfers")


def test_where_the_triage_desk_sends_it_then_it_stays_though_that_unit_gave_it_away() -> None:
    complaint = _filed()
    for wanted in (*PASSED_ON, "satpol-pp"):
        complaint, _ = _transfer(complaint, wanted)

    complaint, answer = _transfer(complaint, "dinas-pu", "triage_decision")

    assert (complaint.unit, answer.unit, answer.reason.code) == ("dinas-pu", "dinas-pu", "decided_by_triage")
    refusal = _try_to_transfer(complaint, "satpol-pp")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "decision_binds"


def test_a_unit_that_gave_it_away_gets_it_back_from_the_triage_desk_only() -> None:
    complaint, _ = _transfer(_filed(), "pdam")
    refusal = _try_to_transfer(complaint, "dinas-pu")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "refused_before"


def _filed() -> Complaint:
    change = file("c-1", routing_input("jalan"), Principal(Role.CHANNEL, "web"))
    return _assigned(change)[0]


def _transfer(complaint: Complaint, to_unit: str, reason: str = "not_responsible") -> tuple[Complaint, AssignmentEvent]:
    change = _try_to_transfer(complaint, to_unit, reason)
    assert isinstance(change, Change) and isinstance(change.event, ComplaintTransferred)
    return _assigned(change)


def _try_to_transfer(complaint: Complaint, to_unit: str, reason: str = "not_responsible") -> Change | Refusal:
    officer = Principal(Role.OFFICER, "o", complaint.unit)
    return act(complaint, Step(ACTIONS["transfer"], officer, reason, to_unit), NOW, TREE)


def _assigned(change: Change | Refusal) -> tuple[Complaint, AssignmentEvent]:
    assert isinstance(change, Change)
    assignment = assign(change.event, CITY)
    assert assignment is not None
    return apply_assignment(change.complaint, assignment), assignment
