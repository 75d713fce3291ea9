"""What follows from the events of findings and improvement actions: who hears what, in whatever order they come."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import DeadlineBreached, Event
from contracts.improvement_events import (
    ImprovementAgreed,
    ImprovementDeclined,
    ImprovementDone,
    ImprovementDropped,
    ImprovementLinked,
    ImprovementPostponed,
    ImprovementStarted,
)
from contracts.values import Actor, ActorKind, Post, SkipReason
from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, concluded
from services.notify.domain.digests import is_answered, is_asked, made
from services.notify.domain.finding import Finding
from services.notify.domain.hearing import Audience, Known, heard, released
from services.notify.domain.improvement import Improvement
from services.notify.domain.outcomes import Accepted
from services.notify.domain.plan import Plan, plan
from services.notify.domain.subjects import Subject, after
from services.notify.domain.webhooks import Webhook
from tests.unit.notify.examples import NOW, load_city
from tests.unit.notify.improvements import (
    ACTION,
    approaching,
    assigned,
    clocks_set,
    closed,
    escalated,
    judged,
    known,
    opened,
    proposed,
    running,
    step,
)
from tests.unit.notify.writing import digest

WEBHOOK = Webhook("wh_1", "whatsapp", "https://x.example/", None, ("whsec_x",), NOW)
LATER = NOW + timedelta(hours=1)
LIFE: list[Event] = [
    proposed(),
    assigned(),
    clocks_set(1),
    approaching(),
    escalated(),
    step(ImprovementAgreed, 2),
    assigned("agreed", 2),
    clocks_set(2, running("finish_by")),
    step(ImprovementStarted, 3, assignment_number=2),
    step(ImprovementPostponed, 4, assignment_number=2, due_at=NOW + timedelta(days=40), moves=1),
    assigned("postponed", 3),
    step(ImprovementDone, 5, assignment_number=3),
    judged(seq=6, assignment_number=3),
]


def hear(events: list[Event], city: City, subject: Subject) -> tuple[Known, list[Delivery]]:
    knows, planned = Known(subject), []
    for event in events:
        knows, plans = heard(knows, event, Audience(city, (WEBHOOK,), NOW), NOW)
        planned += [delivery for each in plans for delivery in each.deliveries]
    return knows, planned


def told(event: Event, city: City, subject: Subject | None = None) -> list[tuple[str, str]]:
    planned = plan(event, subject or known(proposed(), assigned()), city, NOW)
    return [(each.recipient, each.template) for each in planned.deliveries]


def only(planned: Plan) -> Delivery:
    (delivery,) = planned.deliveries
    return delivery


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (assigned(), [("mayor", "improvement_proposed")]),
        (assigned("agreed", 2), [("roads-officer", "improvement_agreed")]),
        (assigned("postponed", 3), [("roads-officer", "improvement_agreed")]),
        (approaching(), [("mayor", "improvement_approaching")]),
        (escalated(role="agency_head"), [("roads-director", "improvement_escalated")]),
        (judged(), [("roads-officer", "improvement_judged"), ("mayor", "improvement_judged")]),
        (step(ImprovementDone, 3), [("roads-officer", "improvement_done")]),
        (step(ImprovementDropped, 3), [("roads-officer", "improvement_dropped")]),
        (step(ImprovementDeclined, 3), [("clerk", "improvement_declined")]),
    ],
)
def test_those_hear_of_it_whom_the_city_names(event: Event, expected: list[tuple[str, str]], city: City) -> None:
    assert told(event, city) == expected


def test_a_warning_goes_to_whoever_has_to_do_it_once_it_is_agreed_to(city: City) -> None:
    agreed = known(proposed(), assigned(), step(ImprovementAgreed, 2), assigned("agreed", 2))
    assert told(approaching(2), city, agreed) == [("roads-officer", "improvement_approaching")]


@pytest.mark.parametrize(
    "event",
    [
        proposed(),
        step(ImprovementAgreed, 2),
        step(ImprovementPostponed, 2, due_at=LATER, moves=1),
        step(ImprovementStarted, 2),
        step(ImprovementLinked, 2, complaint="c-1"),
        clocks_set(),
        DeadlineBreached(**approaching().model_dump()),
    ],
    ids=lambda event: event.kind(),
)
def test_nobody_hears_of_what_is_told_otherwise_or_concerns_nobody(event: Event, city: City) -> None:
    assert told(event, city) == []


def test_the_bureau_hears_for_a_proposer_that_is_not_known(city: City) -> None:
    alone = known(proposed(actor=Actor(kind=ActorKind.SYSTEM)), assigned())
    assert told(step(ImprovementDeclined, 3), city, alone) == [("roads-officer", "improvement_declined")]


def test_a_level_is_not_told_to_somebody_who_heard_of_one_below(city: City) -> None:
    again = escalated(level=2, told_before=(Post(role="unit_head", unit="roads"),), round=1)
    (skip,) = plan(again, known(proposed(), assigned()), city, NOW).skips
    assert (skip.reason, skip.subject) == (SkipReason.ALREADY_NOTIFIED, ACTION)


def test_the_first_escalation_of_a_day_leaves_at_once_and_all_else_with_the_digest(city: City) -> None:
    subject = known(proposed(), assigned())
    assert len(plan(escalated(), subject, city, NOW).firsts) == 1
    assert plan(assigned(), subject, city, NOW).firsts == ()
    assert all(each.waits for each in plan(assigned(), subject, city, NOW).deliveries)
    assert only(plan(opened(about=opened().about), Finding(opened().subject), city, NOW)).waits


def test_many_findings_of_a_night_are_one_message(city: City) -> None:
    found = [plan(opened(number), Finding(opened(number).subject), city, NOW) for number in range(20)]
    deliveries = [only(each) for each in found]
    assert {each.recipient for each in deliveries} == {"roads-officer"}
    assert len({each.message for each in deliveries}) == 1
    assert made(digest(), deliveries, city).others == 20


def test_webhooks_of_channels_hear_of_no_improvement(city: City) -> None:
    _, planned = hear(LIFE, city, Improvement(ACTION))
    assert {each.transport for each in planned} == {"email"}


def test_each_message_says_what_it_is_about_and_so_does_what_becomes_of_it(city: City) -> None:
    _, planned = hear(LIFE, city, Improvement(ACTION))
    assert {each.about for each in planned} == {"improvement"}
    delivered = replace(planned[0], state="delivered", attempts=1)
    event = concluded(planned[0], delivered, Accepted(250, "ok"), NOW)
    assert event is not None
    assert event.subject == ACTION


def test_an_event_waits_for_the_proposal_and_the_assignment_that_it_follows(city: City) -> None:
    subject = Improvement(ACTION)
    waits, planned = hear([escalated(), approaching()], city, subject)
    assert ([each.id for each in waits.waiting], planned) == ([escalated().id, approaching().id], [])
    _, planned = hear([escalated(), approaching(), assigned(), proposed()], city, subject)
    assert {each.template for each in planned} == {
        "improvement_escalated", "improvement_approaching", "improvement_proposed",
    }  # fmt: skip


def test_what_has_waited_too_long_is_told_with_what_is_known(city: City) -> None:
    waits, _ = hear([escalated()], city, Improvement(ACTION))
    _, plans = released(waits, Audience(city, (), NOW), NOW)
    assert [each.template for each in plans[0].deliveries] == ["improvement_escalated"]


@given(st.permutations(LIFE), st.lists(st.sampled_from(LIFE)))
def test_the_same_is_known_whatever_the_order_and_however_often(order: list[Event], again: list[Event]) -> None:
    expected = known(*LIFE)
    subject: Subject = Improvement(ACTION)
    for event in [*order, *again]:
        subject = after(subject, event)
    assert subject == expected


@given(order=st.permutations(LIFE), again=st.lists(st.sampled_from(LIFE)))
def test_the_same_messages_follow_whatever_the_order_and_however_often(
    order: list[Event], again: list[Event], city: City
) -> None:
    """But for the warning: who hears of one that comes very late depends on whether it is decided by then."""
    _, expected = hear(LIFE, city, Improvement(ACTION))
    _, planned = hear([*order, *again], city, Improvement(ACTION))
    other = "improvement_approaching"
    assert {each.key for each in planned if each.template != other} == {
        each.key for each in expected if each.template != other
    }


@pytest.mark.parametrize(
    ("event", "since", "answered"),
    [
        (assigned(), [], False),
        (assigned(), [step(ImprovementAgreed, 2)], True),
        (assigned(), [step(ImprovementDeclined, 2)], True),
        (assigned("agreed", 2), [assigned("agreed", 2)], False),
        (assigned("agreed", 2), [assigned("agreed", 2), step(ImprovementDone, 3)], True),
        (assigned("agreed", 2), [assigned("agreed", 2), assigned("postponed", 3)], True),
        (escalated(), [], False),
        (escalated(), [clocks_set(1, running("finish_by"))], True),
        (escalated(), [assigned("agreed", 2)], True),
        (approaching(), [clocks_set(1)], False),
        (approaching(), [step(ImprovementDropped, 2)], True),
        (judged(), [step(ImprovementDone, 2)], False),
        (step(ImprovementDone, 3), [step(ImprovementDone, 3)], False),
    ],
)
def test_what_was_done_before_the_digest_left_is_not_asked_any_more(
    event: Event, since: list[Event], answered: bool, city: City
) -> None:
    delivery = plan(event, known(proposed(), assigned()), city, NOW).deliveries[0]
    assert is_answered(delivery, known(proposed(), assigned(), *since)) is answered


def test_a_finding_that_is_closed_before_the_digest_is_not_told(city: City) -> None:
    found = opened()
    subject: Subject = Finding(found.subject)
    delivery = only(plan(found, subject, city, NOW))
    assert not is_answered(delivery, subject)
    assert is_answered(delivery, after(subject, closed(found)))


def test_nobody_promises_a_date_for_an_improvement_by_a_link(city: City) -> None:
    delivery = only(plan(escalated(), known(proposed(), assigned()), city, NOW))
    assert not is_asked(delivery)
    of_it = made(digest(), [delivery], city)
    assert (of_it.complaints, of_it.others, of_it.is_asked) == (0, 1, False)


def test_a_city_without_rules_for_them_tells_nobody(tmp_path_factory: pytest.TempPathFactory) -> None:
    rules = 'version: "1"\ndigests: {every: PT30S}\nmessages: []\n'
    quiet = load_city(tmp_path_factory.mktemp("quiet"), notifications=rules)
    assert hear([*LIFE], quiet, Improvement(ACTION))[1] == []
