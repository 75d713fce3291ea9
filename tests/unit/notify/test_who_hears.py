"""Who hears of which step, by what, in which language, and at once or with the digest."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.events import (
    CommentAdded,
    ComplaintClosed,
    ComplaintNoted,
    ComplaintRejected,
    ComplaintResolved,
    ComplaintStarted,
    ComplaintWithdrawn,
    EscalationAcknowledged,
    Event,
    InformationProvided,
    InformationRequested,
)
from contracts.values import Method, Mode, SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Assignment, Complaint, after
from services.notify.domain.delivery import Delivery, digest_id
from services.notify.domain.plan import Plan, at_once
from tests.unit.notify.examples import (
    NOW,
    approaching,
    assigned,
    breached,
    escalated,
    known,
    plan,
    reminder,
    sent_to_triage,
    to_people,
)
from tests.unit.notify.steps import filed, rated, reopened, step, transferred

PROMISED = step(EscalationAcknowledged, promised_until=NOW + timedelta(days=2))
IN_THE_NIGHT = NOW.replace(hour=18)
"""01.00 in the city, within its quiet hours."""


def to_channel(planned: Plan) -> list[Delivery]:
    return [delivery for delivery in planned.deliveries if delivery.acts_for is None]


def knows(**fields: Any) -> Complaint:
    """A complaint with a clock of each scope."""
    scopes = {"respond_by": "stage", "resolve_by": "statutory", "review_by": "step", "contribute_by": "contribution"}
    return known(assignment=Assignment(1, "roads", "always", scopes), **fields)


@pytest.mark.parametrize(
    ("event", "template"),
    [
        (assigned(), "assigned"),
        (approaching(), "approaching"),
        (step(InformationProvided), "replied"),
        (step(CommentAdded), "commented"),
        (step(ComplaintWithdrawn), "withdrawn"),
        (reopened(), "reopened"),
        (rated(1), "rated_low"),
        (rated(2), "rated_low"),
    ],
)
def test_officers_of_the_responsible_unit_hear_of_what_concerns_their_work(
    city: City, event: Event, template: str
) -> None:
    (delivery,) = to_people(plan(event, city))
    assert (delivery.recipient, delivery.template, delivery.acts_for) == ("roads-officer", template, "roads")


@pytest.mark.parametrize(
    "event", [rated(3), rated(5), step(ComplaintStarted), step(ComplaintNoted), step(ComplaintResolved), breached()]
)
def test_officers_are_left_alone_with_what_they_know_or_need_not_know(city: City, event: Event) -> None:
    assert to_people(plan(event, city)) == []


@pytest.mark.parametrize(
    ("event", "template"),
    [
        (filed(), "received"),
        (assigned(), "taken_on"),
        (step(InformationRequested), "question"),
        (transferred(), "transferred"),
        (breached(clock="resolve_by"), "late"),
        (breached(clock="review_by"), "late"),
        (PROMISED, "promised"),
        (step(ComplaintResolved), "resolved"),
        (step(ComplaintRejected), "rejected"),
        (step(ComplaintClosed), "closed"),
        (reminder(), "reminder"),
    ],
)
def test_complainants_hear_through_their_channel_how_it_goes(city: City, event: Event, template: str) -> None:
    (delivery,) = to_channel(plan(event, city, complaint=knows()))
    assert (delivery.recipient, delivery.template) == ("channel-whatsapp", template)
    assert (delivery.transport, delivery.endpoint) == ("email", "whatsapp@demo.tanggap.example")


@pytest.mark.parametrize(
    "event",
    [
        breached(clock="respond_by"),
        breached(clock="contribute_by"),
        breached(clock="unheard_of"),
        escalated(),
        approaching(),
        sent_to_triage(),
        rated(1),
        step(CommentAdded),
        step(InformationProvided),
        step(ComplaintStarted),
        assigned(continues=True),
        *(assigned(method=method) for method in (Method.TRANSFER, Method.RECLASSIFIED, Method.POLICY_CHANGED)),
    ],
)
def test_complainants_are_left_alone_with_what_is_between_units_or_their_own(city: City, event: Event) -> None:
    assert to_channel(plan(event, city, complaint=knows())) == []


def test_a_complainant_is_written_to_in_their_language_and_else_in_the_channels(city: City) -> None:
    languages = {
        given: to_channel(plan(filed(), city, complaint=known(language=given)))[0].language
        for given in (None, "en", "id", "fr")
    }
    assert languages == {None: "id", "en": "en", "id": "id", "fr": "id"}


def test_whoever_wants_no_updates_is_only_asked(city: City) -> None:
    unwilling = knows(wants_updates=False)
    asked = [step(InformationRequested), reminder()]
    told = [filed(), assigned(), transferred(), breached(clock="resolve_by"), PROMISED, step(ComplaintResolved)]
    for event in asked:
        (delivery,) = to_channel(plan(event, city, complaint=unwilling))
        assert delivery.state == "pending"
    for event in told:
        planned = plan(event, city, complaint=unwilling)
        (delivery,), (skip,) = to_channel(planned), planned.skips
        assert (delivery.state, skip.reason, skip.delivery_id) == ("skipped", SkipReason.NOT_WANTED, delivery.id)


def test_officers_hear_of_a_complaint_whose_complainant_wants_no_updates(city: City) -> None:
    (delivery,) = to_people(plan(assigned(), city, complaint=known(wants_updates=False)))
    assert (delivery.recipient, delivery.state) == ("roads-officer", "pending")


def test_what_people_read_waits_for_the_next_of_their_hours(city: City) -> None:
    for delivery in plan(assigned(), city).deliveries:
        # It is Monday, 10.15 in the city.
        assert delivery.digest_at == NOW.replace(hour=6, minute=0)
        assert delivery.digest == digest_id(delivery.recipient, delivery.digest_at)
        assert (delivery.next_attempt_at, delivery.message) == (None, delivery.digest)


@pytest.mark.parametrize("now", [NOW, IN_THE_NIGHT])
def test_what_concerns_life_or_safety_leaves_at_once_at_any_hour(city: City, now: Any) -> None:
    tree = known(category="fallen-tree")
    for event in (assigned(), escalated(), approaching(), step(CommentAdded), step(ComplaintResolved)):
        planned = plan(event, city, now, tree)
        assert planned.firsts == ()
        for delivery in planned.deliveries:
            assert (delivery.next_attempt_at, delivery.digest_at, delivery.urgent) == (now, None, True)
            assert delivery.message == delivery.id


def test_an_escalation_may_be_the_first_of_a_day_on_the_wall_clock_where_the_leader_is(city: City) -> None:
    planned = plan(escalated(), city, NOW.replace(hour=22))
    (delivery,) = planned.deliveries
    assert planned.firsts == () and delivery.digest_at is not None, "05.00 is a quiet hour"
    planned = plan(escalated(), city, NOW.replace(hour=23))
    assert planned.firsts == ((planned.deliveries[0].id, "2026-03-03"),)


def test_only_escalations_are_a_reason_to_disturb_somebody_outside_the_digest(city: City) -> None:
    for event in (assigned(), approaching(), step(CommentAdded), sent_to_triage()):
        assert plan(event, city).firsts == ()


def test_what_is_skipped_is_no_first_of_a_day(city: City) -> None:
    posts = {**city.posts, ("roads", "agency_head"): city.people["roads-head"]}
    told = escalated(level=2, role="agency_head", told_before=({"role": "unit_head", "unit": "roads"},))
    planned = plan(told, replace(city, posts=posts))
    assert (len(planned.skips), planned.firsts) == (1, ())


def test_a_delivery_that_leaves_at_once_is_a_message_of_its_own(city: City) -> None:
    (delivery,) = plan(escalated(), city).deliveries
    leaving = at_once(delivery, NOW)
    assert (leaving.message, leaving.next_attempt_at, leaving.digest_at) == (delivery.id, NOW, None)
    assert leaving.id == delivery.id


def test_a_step_is_told_once_whoever_is_found_for_it_when_it_is_read_again(city: City) -> None:
    moved = known("bridges")
    for event in (step(CommentAdded), step(InformationProvided), reopened()):
        first, again = to_people(plan(event, city)), to_people(plan(event, city, complaint=moved))
        assert [each.id for each in first] == [each.id for each in again]
    assert plan(step(CommentAdded, 2), city).deliveries[0].id != plan(step(CommentAdded, 3), city).deliveries[0].id


@pytest.mark.parametrize("event", [assigned(), approaching(), escalated()], ids=lambda event: event.kind())
def test_of_a_trial_no_person_hears_and_its_channel_does(city: City, event: Event) -> None:
    trial = replace(known(), mode=Mode.SANDBOX)
    ordinary, tried = plan(event, city, complaint=known()), plan(event, city, complaint=trial)
    people = to_people(tried)
    assert people and {each.state for each in people} == {"skipped"}
    assert {each.reason for each in tried.skips} == {SkipReason.SANDBOX}
    assert {each.delivery_id for each in tried.skips} == {each.id for each in people}
    assert not any(each.digest_at for each in people) and not tried.firsts and not tried.reroutes
    to_channel = [each for each in tried.deliveries if each not in people]
    assert to_channel == [each for each in ordinary.deliveries if each.acts_for is None]


def test_that_it_is_a_trial_is_known_from_the_filing_or_from_the_assignment() -> None:
    about = filed().routing_input.model_copy(update={"mode": Mode.SANDBOX})
    assert after(Complaint("c"), filed(routing_input=about)).is_sandbox
    assert after(Complaint("c"), assigned(mode=Mode.SANDBOX)).is_sandbox
    assert after(after(Complaint("c"), filed(routing_input=about)), assigned()).is_sandbox
    assert not after(Complaint("c"), filed()).is_sandbox
