"""What counts as the first response: what tells the complainant something, once, and of no trial."""

from dataclasses import replace

import pytest

from contracts.events import (
    CommentAdded,
    ComplaintAcknowledged,
    ComplaintEvent,
    ComplaintNoted,
    ComplaintRejected,
    ComplaintStarted,
)
from contracts.values import Actor, ActorKind, Mode
from services.complaints.domain.answering import is_first_response
from tests.unit.complaints.examples import NOON, OTHER


def event(kind: type[ComplaintEvent], seq: int = 2) -> ComplaintEvent:
    return kind(
        id=f"e-{seq}", subject="c", occurred_at=NOON, seq=seq, assignment_number=1, actor=Actor(kind=ActorKind.OFFICER)
    )


@pytest.mark.parametrize("kind", [ComplaintAcknowledged, ComplaintStarted, ComplaintRejected])
def test_the_first_word_of_a_unit_is_one(kind: type[ComplaintEvent]) -> None:
    assert is_first_response(OTHER, event(kind), [event(CommentAdded, 1)])


def test_the_second_word_is_none() -> None:
    assert not is_first_response(OTHER, event(ComplaintStarted, 3), [event(ComplaintAcknowledged)])


def test_a_note_among_colleagues_is_none() -> None:
    assert not is_first_response(OTHER, event(ComplaintNoted), [])


@pytest.mark.parametrize("mode", [Mode.SANDBOX, Mode.HISTORY])
def test_trials_and_history_have_none(mode: Mode) -> None:
    about = OTHER.routing_input.model_copy(update={"mode": mode})
    assert not is_first_response(replace(OTHER, routing_input=about), event(ComplaintStarted), [])
