"""What the sample expects of a story: met by a life that went so, and named where it did not."""

from dataclasses import replace

import pytest

from contracts import events
from contracts.events import Event
from demo.expectations import unmet
from demo.sample import Sample, Story
from tests.unit.verify.lives import ASKED, PROMISED, SHARED, TRANSFERRED, WORKED, life
from tests.unit.verify.logs import FILING, START, Log, step
from verify import Answer, ClientRecord, Entry, Evidence

DELEGATED = step(events.ComplaintDelegated, 4, 5, unit="roads", to_unit="city")
RATED = step(events.ComplaintRated, 5, 7, stars=4)


def by_unit(unit: str, event: Event) -> Event:
    assert isinstance(event, events.ComplaintEvent)
    return event.model_copy(update={"actor": event.actor.model_copy(update={"unit": unit})})


def resolved(seq: int, unit: str) -> Event:
    return by_unit(unit, step(events.ComplaintResolved, seq, 6))


def words(story: Story, log: Log, to: str | None = None, **shown: object) -> list[str]:
    """What the demonstration says of such a life."""
    sample = Sample(id=FILING.name, expect="filed", unit="roads", story=story, to=to, category=None)
    entries = tuple(Entry("topic", 0, n, event.occurred_at, event) for n, event in enumerate(log.events))
    evidence = Evidence(START, entries, {"c1": Answer(200, shown)})
    return unmet([sample], ClientRecord([FILING]), evidence)


@pytest.mark.parametrize(
    ("story", "log", "to"),
    [
        ("no_reply", ASKED, None),
        ("promise", PROMISED, None),
        ("decides", TRANSFERRED, "roads"),
        ("delegates", life(*WORKED, DELEGATED, resolved(5, "city")), "city"),
    ],
)
def test_a_life_that_went_as_the_story_says_is_as_expected(story: Story, log: Log, to: str | None) -> None:
    assert words(story, log, to) == []


@pytest.mark.parametrize(
    ("story", "log", "to", "expected"),
    [
        ("no_reply", ASKED.without("complaint.closed-5"), None, "closed by the system"),
        ("no_reply", ASKED.without("reminder-0.5", "reminder-0.9"), None, "a reminder"),
        ("promise", PROMISED.without("level-1-2-0"), None, "the next level"),
        ("decides", TRANSFERRED, "water", "expected to be with water"),
        ("delegates", life(*WORKED, DELEGATED, resolved(5, "roads")), "city", "expected city to do the work"),
        ("shares", SHARED.without("complaint.contribution_given-7"), "water", "contribution_given"),
        ("transfer", life(*WORKED), "water", "expected to be with water"),
        ("policy", life(*WORKED), None, "another policy"),
        ("reopens", life(*WORKED), None, "expected complaint.reopened"),
        ("reclassifies", life(*WORKED), "roads", "expected complaint.reclassified"),
    ],
)
def test_what_did_not_come_true_is_named(story: Story, log: Log, to: str | None, expected: str) -> None:
    assert any(expected in line for line in words(story, log, to))


def early(**changes: object) -> Log:
    """The promise, with a level before the promised moment."""
    log = tuple(
        event.model_copy(update={"occurred_at": event.occurred_at.replace(second=20), **changes})
        if event.id == "level-1-2-0"
        else event
        for event in PROMISED.events
    )
    return replace(PROMISED, events=log)


def test_a_level_before_the_promised_moment_is_named() -> None:
    assert any("came before" in line for line in words("promise", early()))


def test_a_ladder_that_begins_after_the_promise_is_not_held() -> None:
    assert not any("came before" in line for line in words("promise", early(round=2, level=1)))


def test_the_api_shows_the_latest_rating() -> None:
    log = life(*WORKED, resolved(4, "roads"), RATED)
    assert not any("rating" in line for line in words("reopens", log, rating=4))
    assert any("rating" in line for line in words("reopens", log, rating=None))
