"""Who is responsible after each event, with which reason, and the same again when asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import decode, encode
from contracts.events import (
    AssignmentEvent,
    ComplaintAssigned,
    ComplaintEvent,
    ComplaintSentToTriage,
)
from contracts.ids import event_id
from contracts.values import Method, RoutingInput
from services.routing.domain.decision import assign
from tests.contracts.examples import EXAMPLES
from tests.unit.routing.cities import (
    CITY,
    FILED_AT,
    MAX_TRANSFERS,
    NOW,
    city,
    filed,
    policy_changed,
    reclassified,
    reopened,
    routing_input,
    transferred,
)

ASKS = (
    filed(routing_input("jalan")),
    transferred(routing_input("jalan"), "pdam"),
    reclassified(routing_input("jalan"), "pdam"),
    policy_changed(routing_input("jalan"), "cepat"),
    reopened(routing_input("jalan"), "dinas-pu"),
)


def assigned(event: ComplaintEvent) -> AssignmentEvent:
    answer = assign(event, CITY)
    assert answer is not None
    return answer


def test_a_filed_complaint_goes_to_the_unit_that_the_rules_name() -> None:
    answer = assigned(filed(routing_input("jalan", "lubang", area="99.71.01")))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.assignment_number, answer.method, answer.previous_unit) == (
        "dinas-pu",
        1,
        Method.RULE,
        None,
    )
    assert (answer.reason.code, answer.reason.rule, answer.reason.matched) == (
        "rule_matched",
        "jalan",
        ("category:jalan",),
    )


@pytest.mark.parametrize(
    ("about", "code", "matched"),
    [
        (routing_input(), "no_rule_without_category", ()),
        (routing_input(None, "asap", "lubang"), "no_rule_without_category", ("word:asap", "word:lubang")),
        (routing_input("lain"), "no_rule_for_category", ("category:lain",)),
        (routing_input("luar-angkasa"), "unknown_category", ()),
        (routing_input("lain", "bau"), "rule_matched", ("word:bau",)),
    ],
)
def test_what_no_rule_decides_goes_to_the_triage_desk_with_a_reason(
    about: RoutingInput, code: str, matched: tuple[str, ...]
) -> None:
    answer = assigned(filed(about))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.unit, answer.assignment_number, answer.policy.name) == ("triase", 1, "triase")
    assert (answer.reason.code, answer.reason.matched) == (code, matched)


def test_a_transfer_goes_to_the_unit_that_was_named_whatever_the_rules_say() -> None:
    answer = assigned(transferred(routing_input("jalan"), "pdam", assignment_number=4))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.assignment_number, answer.method, answer.previous_unit) == (
        "pdam",
        5,
        Method.TRANSFER,
        "dinas-pu",
    )
    assert (answer.reason.code, answer.reason.matched) == ("named_by_unit", ("from:dinas-pu",))


@pytest.mark.parametrize(
    ("to_unit", "transfers", "code", "matched"),
    [
        (None, 1, "no_unit_named", ("from:dinas-pu",)),
        ("dinas-sihir", 1, "unknown_unit", ("to:dinas-sihir",)),
        ("pdam", MAX_TRANSFERS + 1, "too_many_transfers", (f"transfers:{MAX_TRANSFERS + 1}",)),
        (None, MAX_TRANSFERS + 1, "too_many_transfers", (f"transfers:{MAX_TRANSFERS + 1}",)),
        ("triase", 1, "named_by_unit", ("from:dinas-pu",)),
    ],
)
def test_a_transfer_that_leads_nowhere_goes_to_the_triage_desk(
    to_unit: str | None, transfers: int, code: str, matched: tuple[str, ...]
) -> None:
    answer = assigned(transferred(routing_input("jalan"), to_unit, transfers=transfers))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.unit, answer.previous_unit) == ("triase", "dinas-pu")
    assert (answer.reason.code, answer.reason.matched) == (code, matched)


def test_the_last_transfer_that_is_allowed_goes_through() -> None:
    assert assigned(transferred(routing_input("jalan"), "pdam", transfers=MAX_TRANSFERS)).unit == "pdam"


@pytest.mark.parametrize("limit", [0, MAX_TRANSFERS - 1, MAX_TRANSFERS + 2])
def test_the_limit_is_that_of_the_policy_under_which_it_was_assigned(limit: int) -> None:
    within = transferred(routing_input("jalan"), "pdam", transfers=max(1, limit), max_transfers=limit)
    beyond = transferred(routing_input("jalan"), "pdam", transfers=limit + 1, max_transfers=limit)
    assert assigned(beyond).reason.code == "too_many_transfers"
    assert assigned(within).unit == ("pdam" if limit else "triase")


def test_the_triage_desk_decides_however_often_units_have_passed_it_on() -> None:
    answer = assigned(transferred(routing_input("jalan"), "pdam", from_unit="triase", transfers=MAX_TRANSFERS + 5))
    assert (answer.unit, answer.reason.code) == ("pdam", "named_by_unit")


@pytest.mark.parametrize("from_unit", ["triase", "dinas-pu"])
def test_what_the_triage_desk_decides_binds_whatever_the_limit(from_unit: str) -> None:
    answer = assigned(
        transferred(
            routing_input("jalan"),
            "pdam",
            from_unit=from_unit,
            transfers=MAX_TRANSFERS + 1,
            max_transfers=0,
            is_binding=True,
        )
    )
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.reason.code, answer.reason.matched) == (
        "pdam",
        "decided_by_triage",
        (f"from:{from_unit}",),
    )


def test_a_decision_for_a_unit_that_is_gone_returns_to_the_triage_desk() -> None:
    answer = assigned(transferred(routing_input("jalan"), "dinas-sihir", is_binding=True))
    assert (answer.unit, answer.reason.code) == ("triase", "unknown_unit")


def test_a_reopened_complaint_returns_to_its_unit_whatever_the_rules_say() -> None:
    answer = assigned(reopened(routing_input("air"), "dinas-pu", assignment_number=2))
    assert isinstance(answer, ComplaintAssigned)
    assert (answer.unit, answer.assignment_number, answer.method) == ("dinas-pu", 3, Method.REOPENED)
    assert (answer.previous_unit, answer.reason.code) == ("dinas-pu", "same_unit_again")


@pytest.mark.parametrize(("unit", "code"), [("dinas-lama", "unknown_unit"), ("triase", "same_unit_again")])
def test_a_reopened_complaint_whose_unit_is_gone_or_none_goes_to_the_triage_desk(unit: str, code: str) -> None:
    answer = assigned(reopened(routing_input("jalan"), unit))
    assert isinstance(answer, ComplaintSentToTriage)
    assert (answer.unit, answer.reason.code) == ("triase", code)


def test_other_events_ask_nothing() -> None:
    asking = {type(event).type for event in ASKS}
    for example in EXAMPLES:
        event = decode(example.body)
        if isinstance(event, ComplaintEvent):
            asks = event.type in asking and getattr(event, "duplicate_of", None) is None
            assert (assign(event, CITY) is not None) == asks


@pytest.mark.parametrize("event", ASKS, ids=lambda event: event.type)
def test_an_answer_says_what_its_consumers_need(event: ComplaintEvent) -> None:
    answer = assigned(event)
    assert (answer.subject, answer.cause, answer.trace) == ("c-1", event.id, "00-trace")
    assert (answer.occurred_at, answer.filed_at) == (NOW, FILED_AT)
    assert (answer.category, answer.channel) == ("jalan", "web")
    assert answer.id == event_id(event.id, "assignment")


@pytest.mark.parametrize("event", ASKS, ids=lambda event: event.type)
def test_asked_again_it_answers_the_same_byte_for_byte(event: ComplaintEvent) -> None:
    again = decode(encode(event, "complaints"))
    assert isinstance(again, ComplaintEvent)
    assert encode(assigned(again), "routing") == encode(assigned(event), "routing")


def test_an_answer_keeps_its_id_when_other_rules_hold_by_then() -> None:
    event = filed(routing_input("jalan"))
    triaged = assign(event, city())
    assert triaged is not None
    assert (triaged.unit, triaged.id) == ("triase", assigned(event).id)


@given(
    st.sampled_from([None, "jalan", "air", "lain", "luar-angkasa"]),
    st.sampled_from([None, "dinas-pu", "pdam", "triase", "dinas-sihir"]),
    st.sampled_from(["dinas-pu", "triase", "dinas-lama"]),
    st.integers(1, 9),
    st.integers(0, 9),
    st.booleans(),
)
def test_there_is_always_an_answer_and_its_unit_exists(
    category: str | None, to_unit: str | None, unit: str, transfers: int, number: int, is_binding: bool
) -> None:
    about = routing_input(category)
    refused = (to_unit,) if to_unit else ()
    for event in (
        filed(about),
        transferred(
            about, to_unit, from_unit=unit, transfers=transfers, assignment_number=number, is_binding=is_binding
        ),
        reclassified(about, unit, assignment_number=number, refused_by=refused, is_binding=is_binding),
        policy_changed(about, "cepat" if is_binding else "lama", unit, assignment_number=number),
        reopened(about, unit, number),
    ):
        answer = assigned(event)
        assert answer.unit in CITY.calendars
        assert answer.assignment_number == event.assignment_number + 1
        assert isinstance(answer, ComplaintSentToTriage) == (answer.unit == CITY.triage_unit)
        assert answer.policy.calendar == CITY.calendars[answer.unit]
        assert encode(answer, "routing") == encode(assigned(event.model_copy()), "routing")


def test_who_follows_another_complaint_is_nobodys_to_answer() -> None:
    event = filed(routing_input("jalan")).model_copy(update={"duplicate_of": "c-2"})
    assert assign(event, CITY) is None
