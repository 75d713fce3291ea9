"""The intake API and routing together: nobody is passed on for ever, and nobody is refused for having been."""

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
OTHER = {"dinas-pu": "pdam", "pdam": "dinas-pu"}


def test_the_fourth_transfer_goes_to_the_triage_desk_whatever_unit_it_names() -> None:
    complaint = _filed()
    for _ in range(MAX_TRANSFERS):
        wanted = OTHER[complaint.unit or ""]
        complaint, answer = _transfer(complaint, wanted)
        assert answer.unit == complaint.unit == wanted

    complaint, answer = _transfer(complaint, OTHER[complaint.unit or ""])

    assert isinstance(answer, ComplaintSentToTriage)
    assert (complaint.unit, answer.unit, answer.reason.code) == ("triase", "triase", "too_many_transfers")


def test_where_the_triage_desk_sends_it_then_it_stays_or_comes_back() -> None:
    complaint = _filed()
    for _ in range(MAX_TRANSFERS + 1):
        complaint, _ = _transfer(complaint, OTHER[complaint.unit or ""])

    complaint, answer = _transfer(complaint, "pdam", "triage_decision")
    assert (complaint.unit, answer.reason.code) == ("pdam", "named_by_unit")
    complaint, answer = _transfer(complaint, "dinas-pu")
    assert (complaint.unit, answer.reason.code) == ("triase", "too_many_transfers")


def _filed() -> Complaint:
    change = file("c-1", routing_input("jalan"), Principal(Role.CHANNEL, "web"))
    return _assigned(change)[0]


def _transfer(complaint: Complaint, to_unit: str, reason: str = "not_responsible") -> tuple[Complaint, AssignmentEvent]:
    officer = Principal(Role.OFFICER, "o", complaint.unit)
    change = act(complaint, Step(ACTIONS["transfer"], officer, reason, to_unit), NOW, TREE)
    assert isinstance(change, Change) and isinstance(change.event, ComplaintTransferred)
    return _assigned(change)


def _assigned(change: Change | Refusal) -> tuple[Complaint, AssignmentEvent]:
    assert isinstance(change, Change)
    assignment = assign(change.event, CITY)
    assert assignment is not None
    return apply_assignment(change.complaint, assignment), assignment
