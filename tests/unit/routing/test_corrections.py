"""Who is responsible, and under which policy, once category or area were corrected or a leader changed the policy."""

import pytest

from contracts.events import AssignmentEvent, ComplaintAssigned, ComplaintEvent, ComplaintSentToTriage
from contracts.values import Method
from services.routing.domain.decision import assign
from tests.unit.routing.cities import (
    CITY,
    policy_changed,
    reclassified,
    reopened,
    routing_input,
    transferred,
    under,
)


def assigned(event: ComplaintEvent) -> AssignmentEvent:
    answer = assign(event, CITY)
    assert answer is not None
    return answer


def test_a_corrected_category_leads_to_the_unit_and_policy_that_belong_to_it() -> None:
    answer = assigned(reclassified(routing_input("air"), "dinas-pu", assignment_number=2))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.previous_unit, answer.method) == ("pdam", "dinas-pu", Method.RECLASSIFIED)
    assert (answer.assignment_number, answer.policy.name, answer.category) == (3, "cepat", "air")
    assert (answer.reason.code, answer.reason.rule) == ("rule_matched", "air")
    assert (answer.continues, answer.sets_statutory) == (False, False)


@pytest.mark.parametrize(
    ("category", "unit", "policy", "code"),
    [
        ("jalan", "dinas-pu", "umum", "rule_matched"),
        ("air", "pdam", "cepat", "rule_matched"),
        ("lain", "dinas-lh", "umum", "no_rule_for_another_unit"),
        ("luar-angkasa", "pdam", "umum", "no_rule_for_another_unit"),
        (None, "pdam", "umum", "no_rule_for_another_unit"),
    ],
)
def test_a_unit_that_no_rule_takes_it_from_goes_on_where_it_was(
    category: str | None, unit: str, policy: str, code: str
) -> None:
    answer = assigned(reclassified(routing_input(category), unit))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.method, answer.policy.name, answer.reason.code) == (
        unit,
        Method.RECLASSIFIED,
        policy,
        code,
    )
    assert answer.continues


def test_what_the_triage_desk_corrects_leaves_it_when_a_rule_names_a_unit() -> None:
    answer = assigned(reclassified(routing_input("air"), "triase"))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.method, answer.continues) == ("pdam", Method.RECLASSIFIED, False)


@pytest.mark.parametrize(
    ("category", "code"),
    [("lain", "no_rule_for_category"), ("luar-angkasa", "unknown_category"), (None, "no_rule_without_category")],
)
def test_what_the_triage_desk_corrects_stays_there_when_no_rule_names_a_unit(category: str | None, code: str) -> None:
    answer = assigned(reclassified(routing_input(category), "triase"))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.unit, answer.policy.name, answer.reason.code) == ("triase", "triase", code)
    assert answer.continues


def test_a_rule_for_the_triage_desk_takes_it_there() -> None:
    answer = assigned(reclassified(routing_input("lain", "bau"), "dinas-pu"))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.reason.code, answer.reason.matched, answer.continues) == ("rule_matched", ("word:bau",), False)


def test_a_unit_that_gave_it_away_gets_it_back_from_the_triage_desk_only() -> None:
    answer = assigned(reclassified(routing_input("air"), "dinas-pu", refused_by=("pdam",)))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.unit, answer.previous_unit) == ("triase", "dinas-pu")
    assert (answer.reason.code, answer.reason.rule, answer.reason.matched) == ("refused_before", "air", ("unit:pdam",))


def test_a_unit_that_has_it_keeps_it_though_it_once_gave_it_away() -> None:
    answer = assigned(reclassified(routing_input("air"), "pdam", refused_by=("pdam",)))
    assert (answer.unit, answer.reason.code, answer.continues) == ("pdam", "rule_matched", True)


def test_the_unit_that_the_triage_desk_named_keeps_it_whatever_the_rules_say() -> None:
    answer = assigned(reclassified(routing_input("air"), "dinas-pu", is_binding=True))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.policy.name, answer.continues) == ("dinas-pu", "cepat", True)
    assert (answer.reason.code, answer.reason.matched) == ("bound_by_triage", ("unit:dinas-pu",))


def test_a_corrected_complaint_whose_unit_is_gone_goes_to_the_triage_desk() -> None:
    answer = assigned(reclassified(routing_input("lain"), "dinas-lama"))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.reason.code, answer.reason.matched) == ("unknown_unit", ("unit:dinas-lama",))


def test_a_leader_puts_a_complaint_under_another_policy_and_its_unit_keeps_it() -> None:
    answer = assigned(policy_changed(routing_input("jalan"), "cepat", "dinas-pu", assignment_number=4))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.assignment_number, answer.method) == ("dinas-pu", 5, Method.POLICY_CHANGED)
    assert (answer.policy.name, answer.policy.calendar) == ("cepat", "office")
    assert (answer.continues, answer.sets_statutory) == (True, True)
    assert (answer.reason.code, answer.reason.matched) == ("named_by_leader", ("policy:cepat",))


def test_the_triage_desk_keeps_what_a_leader_puts_under_another_policy() -> None:
    answer = assigned(policy_changed(routing_input("jalan"), "cepat", "triase"))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.policy.name, answer.continues, answer.sets_statutory) == ("cepat", True, True)
    assert answer.reason.code == "named_by_leader"


def test_a_policy_that_the_city_no_longer_has_moves_no_statutory_clock() -> None:
    answer = assigned(policy_changed(routing_input("air"), "lama", "pdam"))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.policy.name) == ("pdam", "cepat")
    assert (answer.continues, answer.sets_statutory) == (True, False)
    assert (answer.reason.code, answer.reason.matched) == ("unknown_policy", ("policy:lama",))


def test_a_changed_policy_goes_with_a_complaint_whose_unit_is_gone_to_the_triage_desk() -> None:
    answer = assigned(policy_changed(routing_input("jalan"), "cepat", "dinas-lama"))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.reason.code, answer.policy.name, answer.sets_statutory) == ("unknown_unit", "cepat", True)
    assert not answer.continues


BY_A_LEADER = under("cepat", routing_input("jalan"))


@pytest.mark.parametrize(
    "event",
    [
        transferred(BY_A_LEADER, "dinas-lh"),
        reopened(BY_A_LEADER, "dinas-pu"),
        reclassified(under("cepat", routing_input("lain"))),
    ],
    ids=lambda event: str(event.step()),
)
def test_the_policy_that_a_leader_named_holds_at_every_unit_but_sets_no_statutory_clock_again(
    event: ComplaintEvent,
) -> None:
    answer = assigned(event)
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.policy.name, answer.sets_statutory) == ("cepat", False)


def test_the_triage_desk_has_its_own_policy_whatever_a_leader_named_before() -> None:
    answer = assigned(transferred(BY_A_LEADER, None))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.policy.name, answer.sets_statutory) == ("triase", False)


def test_where_the_city_has_dropped_the_policy_that_a_leader_named_its_category_says_which() -> None:
    assert assigned(reopened(under("lama", routing_input("air")), "pdam")).policy.name == "cepat"
