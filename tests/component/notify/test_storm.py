"""Very many complaints become overdue at once: every leader hears of all of them, in two messages."""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from chassis.errors import TemporarilyUnavailable
from contracts.events import Event
from services.notify.application.planning import Planning
from services.notify.domain.city import City
from services.notify.domain.hearing import Audience
from services.notify.store.stores import Stores
from tests.component.notify.planned import Documents
from tests.unit.notify.examples import NOW, assigned, escalated, of_complaints
from tests.unit.notify.steps import filed

STORM = int(os.environ.get("STORM", "200"))
"""Complaints that become overdue within a minute, at three levels each; more of them take minutes."""
TRIES = 10
THEN = NOW.replace(year=2099)
"""Ahead of the store's own clock, by which it forgets who has had the first message of an old day."""


def ladder(number: int, events: Sequence[tuple[int, str]]) -> list[Event]:
    """What happens to so many complaints: filed, assigned, and each level of the ladder."""
    subjects = [f"c-{n:04}" for n in range(number)]
    return [
        *(filed(subject=subject, id=f"f:{subject}") for subject in subjects),
        *(assigned(subject=subject, id=f"a:{subject}") for subject in subjects),
        *(
            escalated(role=role, level=level, subject=subject, id=f"e{level}:{subject}")
            for subject in subjects
            for level, role in events
        ),
    ]  # fmt: skip


async def heard(part: Planning, events: Sequence[Event]) -> None:
    """As the worker does: a busy store may have kept what it did not confirm, and then the same events come again."""
    for _ in range(TRIES):
        try:
            return await part.hear(of_complaints(events))
        except TemporarilyUnavailable:
            continue
    raise AssertionError(f"not taken in {TRIES} tries")


async def test_a_storm_of_escalations_is_two_messages_for_each_leader_and_nothing_is_missing(
    city: City, stores: Stores, documents: Documents
) -> None:
    levels = [(1, "unit_head"), (2, "agency_head"), (3, "mayor")]
    events, clock = ladder(STORM, levels), [THEN]
    part = Planning(stores, lambda: Audience(city, (), NOW - timedelta(days=365)), lambda: clock[0])
    for start in range(0, len(events), 500):
        await heard(part, events[start : start + 500])
        clock[0] = THEN + timedelta(seconds=60 * start / len(events))
    messages: dict[str, set[str]] = {}
    told: Counter[tuple[str, int, str]] = Counter()
    for each in documents.find({"template": "escalated"}, {"variables": 0}):
        messages.setdefault(each["recipient"], set()).add(each["digest"] or each["_id"])
        told[each["complaint_id"], each["level"], each["recipient"]] += 1
    assert {person: len(ids) for person, ids in messages.items()} == {"roads-head": 2, "roads-director": 2, "mayor": 2}
    assert len(told) == STORM * len(levels)
    assert set(told.values()) == {1}
