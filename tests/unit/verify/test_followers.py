"""Who said the same as another one, and follows it without having asked: the ledger finds every promise kept."""

from dataclasses import replace
from typing import Any

from contracts import events
from contracts.events import Event
from contracts.values import Actor, ActorKind
from tests.unit.verify.logs import CITY, FILING, Log, assigned, at, filed, routing_input, step
from verify import Act, Answer, ClientRecord, Histories
from verify.hearers import hearers

RESOLVED = step(events.ComplaintResolved, 2, 5)
JOINED = filed().model_copy(update={"id": "filed-2", "subject": "c2", "duplicate_of": "c1", "occurred_at": at(2)})
CLOSED = step(events.ComplaintClosed, 2, 6, 0, reason="original_resolved").model_copy(
    update={"id": "closed-2", "subject": "c2", "actor": Actor(kind=ActorKind.SYSTEM)}
)
REQUEST = {"text": "a hole", "category": "water"}
FOLLOWER = replace(FILING, name="neighbour", request=REQUEST, complaint_id="c2", tracking_code="OTHER")
OWN = ("complaint.filed", "complaint.closed")


def kinds(
    *more: Event, timeline: tuple[str, ...] = OWN, first: Event | None = None, joined: Event = JOINED, **shown: Any
) -> set[str]:
    """What the ledger finds of a complaint and its follower, as the API shows the follower."""
    log = Log((first or filed(), assigned(), joined, RESOLVED, CLOSED, *more), ())
    client = ClientRecord([FILING, FOLLOWER], [Act("c1", RESOLVED.kind(), 200, at(5))])
    body = {"text": "a hole", "timeline": [{"type": each} for each in timeline], **shown}
    whole = [{"type": each.kind()} for each in (filed(), assigned(), RESOLVED)]
    answers = {"c1": Answer(200, {"text": "a hole", "timeline": whole}), "c2": Answer(200, body)}
    return replace(log, client=client, answers=answers).kinds()


def test_a_follower_needs_no_unit_and_is_closed_with_its_original() -> None:
    assert kinds() == set()


def test_it_is_shown_what_units_have_done_for_its_original_and_no_more() -> None:
    assert kinds(timeline=(*OWN, "complaint.assigned", "complaint.resolved")) == set()
    assert kinds(timeline=OWN[:1]) == {"timeline_differs"}
    assert kinds(timeline=(*OWN, "complaint.closed")) == {"timeline_differs"}


def test_it_is_about_what_its_original_was_about_by_then() -> None:
    roads = routing_input().model_copy(update={"category": "roads"})
    about = {"routing_input": roads}
    first, joined = filed().model_copy(update=about), JOINED.model_copy(update=about)
    assert kinds(first=first, joined=joined, category="roads") == set()
    assert kinds(joined=joined, category="roads") == {"unequal"}


def test_its_channel_hears_what_is_said_of_merging() -> None:
    city = replace(CITY, messages=(("complaint.merged", "{channel}"),), channels={"demo": "channel@city.example"})
    history = Histories().get("c2")
    assert hearers(JOINED, history, city) == []
    history.take(JOINED, at(2))
    assert hearers(JOINED, history, city) == [frozenset({"channel@city.example"})]
    assert hearers(filed(), history, city) == []
