"""Who is notified of which event, once each, and why it is somebody else when it is."""

from typing import Any

import pytest

from contracts.events import ClocksSet, ComplaintEscalated, DeadlineExpired, Event
from services.notify.domain.city import City
from tests.unit.notify.examples import (
    COMPLAINT,
    NOW,
    approaching,
    assigned,
    breached,
    escalated,
    plan,
    sent_to_triage,
    to_people,
)


def recipients(event: Event, city: City) -> list[str]:
    return [delivery.recipient for delivery in to_people(plan(event, city))]


@pytest.mark.parametrize(
    ("level", "role", "person"),
    [(1, "unit_head", "roads-head"), (2, "agency_head", "roads-director"), (3, "mayor", "mayor")],
)
def test_it_notifies_the_holder_of_each_levels_post(city: City, level: int, role: str, person: str) -> None:
    planned = plan(escalated(level=level, role=role), city)

    (delivery,) = planned.deliveries
    assert (delivery.recipient, delivery.level, delivery.transport) == (person, level, "email")
    assert planned.reroutes == ()


def test_it_notifies_officers_of_assignments_and_warnings(city: City) -> None:
    assert recipients(assigned(), city) == ["roads-officer"]
    assert recipients(approaching(), city) == ["roads-officer"]


def test_a_unit_that_goes_on_where_it_was_is_sent_no_new_complaint(city: City) -> None:
    assert plan(assigned(continues=True), city).deliveries == ()


@pytest.mark.parametrize(
    ("event", "person", "reason"),
    [
        (escalated("bridges", "unit_head"), "roads-head", "post_vacant"),
        (escalated("bridges", "agency_head"), "roads-director", "post_vacant"),
        (assigned("bridges"), "roads-officer", "no_address"),
        (sent_to_triage(), "clerk", "post_vacant"),
        (escalated("roads", "city_secretary"), "clerk", "post_vacant"),
        (escalated("closed-down", "unit_head"), "clerk", "unknown_unit"),
    ],
)
def test_it_notifies_the_next_one_up_with_the_reason(
    city: City, event: ComplaintEscalated, person: str, reason: str
) -> None:
    planned = plan(event, city)

    (delivery,) = to_people(planned)
    (reroute,) = planned.reroutes
    assert delivery.recipient == reroute.recipient == person
    assert delivery.variables["rerouted"] == reroute.reason == reason
    assert reroute.delivery_id == delivery.id
    assert (reroute.wanted_unit, reroute.subject, reroute.cause) == (event.unit, COMPLAINT, event.id)


def test_it_wants_a_city_role_from_the_city_without_a_reroute(city: City) -> None:
    planned = plan(escalated("bridges", "mayor"), city)

    assert planned.reroutes == ()
    assert planned.deliveries[0].variables["post_unit"] == "town"


def test_it_plans_the_same_deliveries_for_the_same_event(city: City) -> None:
    for event in (assigned(), sent_to_triage(), approaching(), escalated("bridges")):
        first, again = plan(event, city), plan(event, city)
        assert [each.id for each in first.deliveries] == [each.id for each in again.deliveries]
        assert first.reroutes == again.reroutes


@pytest.mark.parametrize("change", [{"round": 2}, {"level": 2}, {"repeat": 1}, {"subject": "another"}])
def test_it_plans_another_delivery_for_another_level_round_or_repeat(city: City, change: dict[str, Any]) -> None:
    assert plan(escalated(), city).deliveries[0].id != plan(escalated(**change), city).deliveries[0].id


@pytest.mark.parametrize("change", [{"assignment_number": 2}, {"clock": "resolve_by"}, {"subject": "another"}])
def test_it_plans_another_warning_for_another_clock_or_assignment(city: City, change: dict[str, Any]) -> None:
    assert plan(approaching(), city).deliveries[0].id != plan(approaching(**change), city).deliveries[0].id


def test_it_recognises_an_escalation_that_is_emitted_again_under_another_event_id(city: City) -> None:
    first, again = escalated(), escalated(id="another")
    assert plan(first, city).deliveries[0].id == plan(again, city).deliveries[0].id


def test_it_notifies_one_person_with_two_posts_of_an_escalation_once(city: City) -> None:
    rules = city.messages["complaint.escalated"]
    city.messages["complaint.escalated"] = (*rules, *rules)  # type: ignore[index]  # a dict behind the Mapping

    assert recipients(escalated(), city) == ["roads-head"]


def test_it_notifies_nobody_of_clocks_expired_waits_and_breaches_between_units(city: City) -> None:
    breach = breached()
    clocks = ClocksSet(
        id="c", subject=COMPLAINT, occurred_at=NOW, unit="roads", assignment_number=1, clocks=(), policy="p",
        policy_version="1", calendar="always", calendar_version="1",
    )  # fmt: skip
    expired = DeadlineExpired(**breach.model_dump(), started_seq=3, on_expiry="no_reply")
    assert [plan(event, city).deliveries for event in (breach, clocks, expired)] == [(), (), ()]
