"""What a digest holds: what waited for it, without what was answered meanwhile."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contracts.events import CommentAdded, Event, NotificationDelivered, NotificationFailed
from contracts.values import Clock, ClockScope, ClockStatus, SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Assignment, Complaint
from services.notify.domain.delivery import Delivery, concluded, digest_id
from services.notify.domain.digests import is_answered, made, moved_on, new_digest, withdrawn
from services.notify.domain.outcomes import Accepted, Refused
from services.notify.domain.schedule import next_attempt
from tests.unit.notify.examples import NOW, approaching, assigned, escalated, known, overdue, plan, to_people
from tests.unit.notify.steps import filed, rated, step

LATER = NOW + timedelta(hours=1)


def waiting(event: Event, city: City) -> Delivery:
    (delivery,) = to_people(plan(event, city))
    return delivery


def with_clock(name: str, status: ClockStatus = ClockStatus.RUNNING, unit: str | None = None, **more: Any) -> Complaint:
    clock = Clock(name=name, status=status, started_at=NOW, due_at=NOW, breached_at=NOW, unit=unit)
    return known(clocks=(clock,), clocks_at=LATER, **more)


@pytest.mark.parametrize(
    ("complaint", "answered"),
    [
        (known(), False),
        (with_clock("respond_by"), False),
        (with_clock("respond_by", ClockStatus.MET), True),
        (with_clock("resolve_by"), True),
        (with_clock("respond_by", acknowledged_at=LATER), True),
        (with_clock("respond_by", acknowledged_at=NOW - timedelta(hours=1)), False),
        (known(is_over=True), True),
    ],
)
def test_an_escalation_is_answered_once_it_is_done_promised_or_over(
    city: City, complaint: Complaint, answered: bool
) -> None:
    assert is_answered(waiting(escalated(), city), complaint) is answered


def test_an_escalation_of_several_clocks_is_answered_when_none_of_them_is_owed(city: City) -> None:
    both = waiting(escalated(overdue=(overdue("respond_by"), overdue("resolve_by"))), city)
    assert not is_answered(both, with_clock("resolve_by"))
    assert is_answered(both, with_clock("acknowledge_by"))


def test_a_contributor_has_answered_when_its_own_part_is_there(city: City) -> None:
    asked = waiting(escalated("bridges", ladder=ClockScope.CONTRIBUTION, clock="contribute_by"), city)
    assert not is_answered(asked, with_clock("contribute_by", unit="bridges"))
    assert is_answered(asked, with_clock("contribute_by", unit="parks"))


def test_a_warning_holds_while_its_clock_runs(city: City) -> None:
    warning = waiting(approaching(), city)
    assert not is_answered(warning, with_clock("respond_by"))
    assert is_answered(warning, with_clock("respond_by", ClockStatus.MET))


def test_a_new_complaint_is_news_until_it_is_over_or_somebody_elses(city: City) -> None:
    news = waiting(assigned(), city)
    assert not is_answered(news, known())
    assert is_answered(news, known(is_over=True))
    assert is_answered(news, known(assignment=Assignment(2, "bridges", "always")))


def test_what_was_said_stays_worth_reading(city: City) -> None:
    for event in (step(CommentAdded), rated(1)):
        assert not is_answered(waiting(event, city), known(is_over=True))
    (to_complainant,) = plan(filed(), city).deliveries
    assert not is_answered(to_complainant, known(is_over=True))


def test_what_an_older_version_planned_names_one_clock(city: City) -> None:
    delivery = waiting(escalated(), city)
    said = {name: value for name, value in delivery.variables.items() if name not in {"overdue", "ladder"}}
    old = replace(delivery, variables=said)
    assert not is_answered(old, with_clock("respond_by"))
    assert is_answered(old, with_clock("resolve_by"))


def test_what_is_taken_out_is_said_with_the_reason(city: City) -> None:
    delivery = waiting(escalated(), city)
    event = withdrawn(delivery, LATER)
    assert (event.reason, event.wanted_role, event.level) == (SkipReason.ANSWERED_MEANWHILE, "unit_head", 1)
    assert (event.delivery_id, event.subject, event.occurred_at) == (delivery.id, delivery.subject_id, LATER)


def test_a_digest_counts_what_it_holds_and_is_acted_upon_for_the_unit_that_spans_it(city: City) -> None:
    escalations = [waiting(escalated(unit, "mayor", subject=f"c-{unit}"), city) for unit in ("roads", "bridges")]
    news = waiting(assigned("bridges"), city)
    digest = made(new_digest(news), [*escalations, news], city)
    assert (digest.counts, digest.acts_for) == ({"escalated": 2, "assigned": 1}, "town")
    assert made(new_digest(news), [news], city).acts_for == "roads"
    assert made(new_digest(news), [], city).acts_for is None


@pytest.mark.parametrize("since", [timedelta(0), timedelta(minutes=1), timedelta(seconds=-1)])
def test_what_came_too_late_waits_for_the_next_digest_also_by_a_clock_that_is_behind(
    city: City, since: timedelta
) -> None:
    delivery = waiting(escalated(), city)
    assert delivery.digest_at is not None
    later = moved_on(delivery, city, delivery.digest_at + since)
    assert later.digest_at == (NOW + timedelta(days=1)).replace(hour=0, minute=30), "07.30 of Tuesday"
    assert later.digest == digest_id(delivery.recipient, later.digest_at) != delivery.digest
    assert (later.id, later.next_attempt_at) == (delivery.id, None)


def test_a_digest_says_for_each_delivery_what_became_of_it(city: City) -> None:
    delivery = waiting(escalated(), city)
    digest = made(new_digest(delivery), [delivery], city)
    taken = Accepted(250, "Ok")
    event = concluded(delivery, next_attempt(digest, taken, NOW), taken, NOW)
    assert isinstance(event, NotificationDelivered)
    assert (event.delivery_id, event.message) == (delivery.id, digest.id)
    gone = Refused(True, 550, "unknown")
    failed = next_attempt(digest, gone, NOW)
    by_transport, at_last = concluded(delivery, failed, gone, NOW, "apprise"), concluded(delivery, failed, gone, NOW)
    assert isinstance(by_transport, NotificationFailed) and isinstance(at_last, NotificationFailed)
    assert (by_transport.fallback, at_last.fallback, by_transport.id != at_last.id) == ("apprise", None, True)
    later = Refused(False, 451, "later")
    assert concluded(delivery, next_attempt(digest, later, NOW), later, NOW) is None
