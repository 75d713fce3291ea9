"""What follows from events in whatever order they come: of waiting ones, of webhooks, of what happened long ago."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import (
    CommentAdded,
    ComplaintClosed,
    ComplaintEvent,
    ComplaintResolved,
    ComplaintStarted,
    Event,
    InformationRequested,
)
from contracts.values import Method, Mode, SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint
from services.notify.domain.delivery import Delivery
from services.notify.domain.hearing import Audience, Known, heard, released
from services.notify.domain.plan import Plan
from services.notify.domain.webhooks import Webhook
from tests.unit.notify.examples import COMPLAINT, NOW, approaching, assigned, breached, escalated, load_city, reminder
from tests.unit.notify.steps import INPUT, filed, reopened, step, transferred

LONG_AGO = NOW - timedelta(days=365)
NOTHING = Known(Complaint(COMPLAINT))


def webhook(name: str = "wh_1", channel: str = "whatsapp", **fields: Any) -> Webhook:
    return Webhook(
        **{
            "id": name,
            "channel": channel,
            "url": "https://x.example/",
            "events": None,
            "secrets": ("whsec_x",),
            "created_at": NOW,
        }
        | fields
    )


def audience(city: City, *webhooks: Webhook, since: datetime = LONG_AGO) -> Audience:
    return Audience(city, webhooks, since)


def hear(events: list[Event], to: Audience, known: Known = NOTHING) -> tuple[Known, list[Plan]]:
    plans: list[Plan] = []
    for event in events:
        known, planned = heard(known, event, to, NOW)
        plans += planned
    return known, plans


def deliveries(plans: list[Plan]) -> list[Delivery]:
    return [delivery for plan in plans for delivery in plan.deliveries]


def templates(plans: list[Plan]) -> list[str]:
    return [delivery.template for delivery in deliveries(plans)]


def test_an_event_waits_for_the_assignment_that_it_follows_and_is_planned_after_it(city: City) -> None:
    known, plans = hear([filed(), escalated(), approaching()], audience(city))
    assert templates(plans) == ["received"]
    assert ([each.id for each in known.waiting], known.waiting_since) == (["escalated-roads", "approaching-roads"], NOW)

    known, plans = hear([assigned()], audience(city), known)
    assert templates(plans) == ["assigned", "taken_on", "escalated", "approaching"]
    assert (known.waiting, known.waiting_since) == ((), None)


def test_an_event_waits_for_the_filing_which_says_what_the_complainant_wishes_to_hear(city: City) -> None:
    known, plans = hear([assigned(), breached(clock="resolve_by")], audience(city))
    assert plans == []
    known, plans = hear([filed(wants_updates=False, language="en")], audience(city), known)
    assert [(each.template, each.state, each.language) for each in deliveries(plans)] == [
        ("received", "skipped", "en"),
        ("assigned", "pending", "id"),
        ("taken_on", "skipped", "en"),
        ("late", "skipped", "en"),
    ]


def test_what_waits_for_a_later_assignment_goes_on_waiting(city: City) -> None:
    later = escalated("bridges", assignment_number=2)
    known, _ = hear([filed(), escalated(), later, assigned()], audience(city))
    assert known.waiting == (later,)
    _, plans = hear([assigned("bridges", assignment_number=2, id="a2")], audience(city), known)
    assert "escalated" in templates(plans)


def test_an_event_that_waits_already_is_not_kept_twice(city: City) -> None:
    known, _ = hear([filed(), escalated(), escalated()], audience(city))
    assert len(known.waiting) == 1


def test_what_has_waited_too_long_is_planned_with_what_is_known(city: City) -> None:
    known, _ = hear([escalated(), step(InformationRequested)], audience(city))
    known, plans = released(known, audience(city), NOW)
    escalation, question = deliveries(list(plans))
    assert (escalation.recipient, escalation.template) == ("roads-head", "escalated")
    assert (question.recipient, question.state) == ("channel-unknown", "skipped")
    assert (known.waiting, known.waiting_since) == ((), None)
    assert released(known, audience(city), NOW) == (known, ())


def test_steps_of_earlier_days_are_known_and_told_to_nobody(city: City) -> None:
    to = audience(city, webhook(), since=NOW + timedelta(seconds=1))
    known, plans = hear([filed(), assigned(), step(CommentAdded)], to)
    assert templates(plans) == ["assigned", "taken_on"]
    assert isinstance(known.subject, Complaint)
    assert (known.subject.seq, known.subject.channel) == (2, "whatsapp")
    _, plans = hear([step(CommentAdded, 3, occurred_at=NOW + timedelta(seconds=1))], to, known)
    assert templates(plans) == ["commented", "event"]


def test_a_webhook_takes_the_channels_message_and_its_address_is_the_fallback(city: City) -> None:
    _, plans = hear([filed()], audience(city, webhook()))
    (delivery,) = deliveries(plans)
    assert (delivery.transport, delivery.endpoint, delivery.fallbacks) == ("webhook", "wh_1", ("email",))
    assert (delivery.template, delivery.recipient, delivery.lane) == (
        "received",
        "channel-whatsapp",
        f"wh_1:{COMPLAINT}",
    )
    assert "event" in delivery.variables and delivery.digest_at is None


def test_of_several_webhooks_only_the_first_has_the_address_as_its_fallback(city: City) -> None:
    _, plans = hear([filed()], audience(city, webhook("wh_2"), webhook("wh_1"), webhook("wh_3", "radio")))
    assert [(each.endpoint, each.fallbacks) for each in deliveries(plans)] == [("wh_1", ("email",)), ("wh_2", ())]


def test_a_webhook_hears_as_bare_data_of_what_no_rule_gives_a_text_to(city: City) -> None:
    _, plans = hear([filed(), assigned(), step(ComplaintStarted)], audience(city, webhook()))
    assert templates(plans) == ["received", "assigned", "taken_on", "event"]
    assert [each.seq for each in deliveries(plans) if each.lane] == [1, 2, 3]


def test_a_webhook_hears_without_a_text_of_what_the_complainant_does_not_want(city: City) -> None:
    _, (plan,) = hear([filed(wants_updates=False)], audience(city, webhook()))
    assert [(each.template, each.state) for each in plan.deliveries] == [("received", "skipped"), ("event", "pending")]
    assert [skip.reason for skip in plan.skips] == [SkipReason.NOT_WANTED]


RADIO = INPUT.model_copy(update={"channel": "radio"})


def by_radio(**more: Any) -> Event:
    return filed(routing_input=RADIO, **more)


def test_a_channel_that_nothing_reaches_is_not_written_to_and_only_what_is_asked_is_said_to_be_skipped(
    city: City,
) -> None:
    news: list[Event] = [
        by_radio(),
        assigned(channel="radio"),
        transferred(routing_input=RADIO),
        step(ComplaintResolved, 3),
    ]
    known, plans = hear(news, audience(city))
    assert [each.recipient for each in deliveries(plans)] == ["roads-officer"]
    assert [skip for plan in plans for skip in plan.skips] == []
    _, plans = hear([step(InformationRequested, 4), reminder(channel="radio")], audience(city), known)
    assert [skip.reason for plan in plans for skip in plan.skips] == [SkipReason.CHANNEL_NOT_REACHABLE] * 2


def test_a_webhook_reaches_a_channel_that_has_no_address(city: City) -> None:
    _, plans = hear([by_radio()], audience(city, webhook(channel="radio")))
    (delivery,) = deliveries(plans)
    assert (delivery.template, delivery.state, delivery.fallbacks) == ("received", "pending", ())
    assert [skip for plan in plans for skip in plan.skips] == []


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(tmp_path_factory.mktemp("city"))


STEPS: list[ComplaintEvent] = [
    filed(),
    step(InformationRequested, 2),
    step(CommentAdded, 3),
    transferred(4),
    step(ComplaintResolved, 5, assignment_number=2),
    reopened(6, unit="bridges", assignment_number=2),
    step(ComplaintStarted, 7, assignment_number=3),
]
ASSIGNMENTS: list[Event] = [
    assigned(),
    assigned("bridges", id="a2", assignment_number=2, method=Method.TRANSFER),
    assigned("bridges", id="a3", assignment_number=3, method=Method.REOPENED),
]
DEADLINES: list[Event] = [
    approaching(),
    breached(clock="resolve_by"),
    escalated(),
    reminder(),
    escalated("bridges", id="e2", assignment_number=2, round=2),
    approaching("bridges", id="w3", assignment_number=3),
]


@given(turns=st.lists(st.integers(0, 2), max_size=40), repeats=st.lists(st.integers(0, 3), max_size=40))
def test_whatever_order_topics_are_read_in_the_same_is_planned_and_lanes_have_no_gaps(
    town: City, turns: list[int], repeats: list[int]
) -> None:
    to = audience(town, webhook("wh_1"), webhook("wh_2", events=("complaint.assigned", "complaint.filed")))
    _, usual = hear([*STEPS[:1], *ASSIGNMENTS, *STEPS[1:], *DEADLINES], to)

    topics: list[list[Event]] = [list(STEPS), list(ASSIGNMENTS), list(DEADLINES)]
    mixed = [topics[turn].pop(0) for turn in turns if topics[turn]]
    mixed += [event for topic in topics for event in topic]
    twice = [
        each for event, more in zip(mixed, [*repeats, *[0] * len(mixed)], strict=False) for each in [event] * (1 + more)
    ]
    known, plans = hear([*twice, *mixed[-3:]], to)

    planned = {each.id: each for each in deliveries(plans)}
    assert {(each.id, each.state) for each in planned.values()} == {(each.id, each.state) for each in deliveries(usual)}
    assert {skip.id for plan in plans for skip in plan.skips} == {skip.id for plan in usual for skip in plan.skips}
    assert known.waiting == ()
    for name in ("wh_1", "wh_2"):
        lane = f"{name}:{COMPLAINT}"
        numbers = sorted(each.seq for each in planned.values() if each.lane == lane)
        assert numbers == list(range(1, len(numbers) + 1)) != []
    again = {(each.id, each.seq) for each in deliveries(plans)}
    assert len(again) == len(planned), "an event that is read again has the number that it had"


def test_of_what_was_over_before_it_came_in_nobody_hears_until_it_is_reopened(city: City) -> None:
    given = INPUT.model_copy(update={"mode": Mode.HISTORY})
    past = filed().model_copy(update={"routing_input": given})
    end = step(ComplaintClosed, 2).model_copy(update={"mode": Mode.HISTORY})
    unit = assigned().model_copy(update={"mode": Mode.HISTORY})
    for events in ([past, end, unit], [unit, past, end]):
        known, plans = hear(list(events), audience(city, webhook()))
        assert deliveries(plans) == []
        _, plans = hear([reopened(3)], audience(city, webhook()), known)
        assert deliveries(plans) != []
