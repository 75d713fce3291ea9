"""Complainants are invited to the satisfaction survey once: when what was answered is closed, or at a rejection."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import (
    ComplaintClosed,
    ComplaintEvent,
    ComplaintMerged,
    ComplaintRejected,
    ComplaintResolved,
    ComplaintSurveyed,
    ComplaintWithdrawn,
)
from contracts.values import SURVEY_ELEMENTS, Mode, SkipReason
from services.notify.domain.city import City
from services.notify.domain.complaint import Complaint, after
from services.notify.domain.delivery import Delivery
from services.notify.messages import Messages
from tests.unit.notify.examples import COMPLAINT, NOW, known, plan
from tests.unit.notify.steps import filed, reopened, step

INVITATIONS = {"en": "nine short questions", "id": "sembilan pertanyaan singkat"}
ANSWERED = ("resolved", "closed")
ENDS = (ComplaintClosed, ComplaintRejected)


def lived(*names: str, **first: Any) -> list[ComplaintEvent]:
    """The life of a complaint by the names of its steps; `lapsed`, `settled` and `imported` are other closings."""
    made: dict[str, Callable[[int], ComplaintEvent]] = {
        "closed": lambda seq: step(ComplaintClosed, seq, id=f"closed-{seq}", reason="content"),
        "not_objected": lambda seq: step(ComplaintClosed, seq, id=f"closed-{seq}", reason="not_objected"),
        "lapsed": lambda seq: step(ComplaintClosed, seq, id=f"closed-{seq}", reason="no_reply"),
        "settled": lambda seq: step(ComplaintClosed, seq, id=f"closed-{seq}", reason="original_resolved"),
        "imported": lambda seq: step(
            ComplaintClosed, seq, id=f"closed-{seq}", reason="not_objected", mode=Mode.HISTORY
        ),
        "resolved": lambda seq: step(ComplaintResolved, seq),
        "rejected": lambda seq: step(ComplaintRejected, seq, id=f"rejected-{seq}"),
        "rejected_elsewhere": lambda seq: step(ComplaintRejected, seq, id=f"rejected-{seq}", mode=Mode.HISTORY),
        "withdrawn": lambda seq: step(ComplaintWithdrawn, seq),
        "merged": lambda seq: step(ComplaintMerged, seq, into="c-2"),
        "reopened": reopened,
        "surveyed": lambda seq: step(
            ComplaintSurveyed,
            seq,
            id=f"surveyed-{seq}",
            unit="roads",
            scores=dict.fromkeys(SURVEY_ELEMENTS, 3),
            answered_via="page",
        ),
    }
    return [filed(**first), *(made[name](seq) for seq, name in enumerate(names, start=2))]


def after_all(events: list[ComplaintEvent]) -> Complaint:
    """What is known once all of these were read."""
    complaint = replace(known(), seq=0)
    for event in events:
        complaint = after(complaint, event)
    return complaint


def endings(city: City, events: list[ComplaintEvent], language: str = "en") -> list[str]:
    """The message of each closing and rejection, written as soon as it was read."""
    messages = []
    for number, event in enumerate(events, start=1):
        if isinstance(event, ENDS):
            complaint = after_all(events[:number])
            delivery = to_channel(event, complaint, city)
            written = Messages(city).write(replace(delivery, language=language), complaint, NOW)
            messages.append(written.plain)
    return messages


def to_channel(event: ComplaintEvent, complaint: Complaint, city: City) -> Delivery:
    return next(each for each in plan(event, city, complaint=complaint).deliveries if each.acts_for is None)


def invited(city: City, *names: str, language: str = "en") -> list[bool]:
    """Which of the closings and rejections of such a life invite."""
    return [INVITATIONS[language] in message for message in endings(city, lived(*names), language)]


@pytest.mark.parametrize("language", INVITATIONS)
@pytest.mark.parametrize("closing", ["closed", "not_objected"])
def test_whoever_was_answered_is_invited_when_it_is_closed(city: City, closing: str, language: str) -> None:
    assert invited(city, "resolved", closing, language=language) == [True]


@pytest.mark.parametrize("language", INVITATIONS)
def test_whoever_was_rejected_is_invited_as_whoever_was_answered_is(city: City, language: str) -> None:
    assert invited(city, "rejected", language=language) == [True]
    assert invited(city, "rejected", "reopened", *ANSWERED, language=language) == [True, False]
    assert invited(city, *ANSWERED, "reopened", "rejected", language=language) == [True, False]


@pytest.mark.parametrize(
    "names",
    [("lapsed",), ("merged", "settled"), ("imported",), ("rejected_elsewhere",)],
    ids=lambda names: names[-1],
)
def test_what_no_unit_has_answered_as_it_is_does_not_invite(city: City, names: tuple[str, ...]) -> None:
    assert invited(city, *names) == [False]


@pytest.mark.parametrize("name", ["withdrawn", "merged", "resolved"])
def test_only_a_closing_or_a_rejection_invites(name: str) -> None:
    assert after_all(lived(name)).survey is None


def test_what_is_closed_again_does_not_invite_again(city: City) -> None:
    assert invited(city, *ANSWERED, "reopened", *ANSWERED) == [True, False]
    assert invited(city, *ANSWERED, "surveyed", "reopened", *ANSWERED) == [True, False]
    assert invited(city, "lapsed", "reopened", *ANSWERED) == [False, True]


def test_whoever_has_answered_uninvited_is_not_invited_later(city: City) -> None:
    assert invited(city, "lapsed", "surveyed", "reopened", *ANSWERED) == [False, False]
    assert invited(city, "rejected_elsewhere", "surveyed", "reopened", *ANSWERED) == [False, False]


def test_whoever_answers_before_the_message_leaves_is_not_asked_by_it(city: City) -> None:
    events = lived(*ANSWERED, "surveyed")
    delivery = to_channel(events[2], after_all(events[:3]), city)
    written = Messages(city).write(replace(delivery, language="en"), after_all(events), NOW + timedelta(hours=1))
    assert INVITATIONS["en"] not in written.plain


def test_whoever_wants_no_updates_is_not_written_to(city: City) -> None:
    events = lived(*ANSWERED, wants_updates=False)
    (skip,) = plan(events[-1], city, complaint=after_all(events)).skips
    assert (skip.subject, skip.reason) == (COMPLAINT, SkipReason.NOT_WANTED)


def test_an_event_that_is_read_again_invites_as_it_did(city: City) -> None:
    events = lived(*ANSWERED)
    assert after_all([*events, *events]) == after_all(events)


@given(
    names=st.lists(
        st.sampled_from(
            ["resolved", "closed", "not_objected", "lapsed", "settled", "rejected", "surveyed", "reopened"]
        ),
        max_size=12,
    )
)
def test_at_most_one_end_of_a_life_invites_and_none_after_an_answer(names: list[str]) -> None:
    events = lived(*names)
    known_after = [after_all(events[:number]) for number in range(1, len(events) + 1)]
    inviting = [
        number
        for number, (event, complaint) in enumerate(zip(events, known_after, strict=True))
        if isinstance(event, ENDS) and complaint.survey == event.id
    ]
    answered = [number for number, event in enumerate(events) if isinstance(event, ComplaintSurveyed)]
    assert len(inviting) <= 1
    assert not inviting or not answered or inviting[0] < answered[0]
