"""The auditor in a year of a city with office hours: nothing is found in it, and whatever is left out is."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import pytest

from contracts.events import (
    AssignmentEvent,
    ClocksSet,
    ComplaintEscalated,
    ComplaintEvent,
    DeadlineBreached,
    DeadlineFired,
    Event,
    NotificationDelivered,
)
from contracts.values import Missing
from services.auditor.domain.finding import Finding
from services.auditor.domain.findings import findings
from services.auditor.domain.rules import Rules, Within
from tests.simulation import city as simulated
from tests.simulation.city import City
from tests.simulation.services import Life
from tests.simulation.year import Year
from verify import History, read_city

LIVES, SEED = 140, 13
WITHIN = timedelta(days=1)
"""Events of the simulation are on their way for six hours at most, some one after the other."""
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rules, list[Life]]:
    folder = tmp_path_factory.mktemp("city")
    city: City = simulated.load(folder)
    rules = Rules(read_city(folder), Within(*[WITHIN] * 8), heard_by=lambda moment: moment)
    return rules, list(Year(city, SEED, LIVES).play())


def test_nothing_is_missing_at_any_moment_of_a_year(played: tuple[Rules, list[Life]]) -> None:
    rules, lives = played
    found = [each for life in lives for each in _at_every_moment(life, rules)]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (AssignmentEvent, Missing.ASSIGNMENT),
        (ClocksSet, Missing.CLOCKS),
        (DeadlineBreached, Missing.BREACH),
        (ComplaintEscalated, Missing.ESCALATION),
        (NotificationDelivered, Missing.MESSAGE),
    ],
)
def test_whatever_is_left_out_is_missed(played: tuple[Rules, list[Life]], kind: type[Event], missing: Missing) -> None:
    rules, lives = played
    found = {each.missing for life in lives[:40] for each in _at_every_moment(life, rules, without=(kind,))}
    assert missing in found


def _at_every_moment(life: Life, rules: Rules, without: Collection[type[Event]] = ()) -> Iterator[Finding]:
    """What is found whenever something has been heard, and long after the last word."""
    history = History(life.id)
    before: datetime | None = None
    for event, at in sorted(_said(life), key=lambda each: each[1]):
        if isinstance(event, tuple(without)):
            continue
        if before is not None and at > before:
            yield from findings(history, at, rules)
        history.take(event, at)
        before = at


def _said(life: Life) -> Iterator[tuple[Event, datetime]]:
    """What was published, and of each escalation that somebody got it."""
    for published in life.log:
        if isinstance(published.event, DeadlineFired):
            continue
        yield published.event, published.at
        if isinstance(published.event, ComplaintEscalated):
            yield _delivered(published.event), published.at + MINUTE


def _delivered(level: ComplaintEscalated) -> Event:
    return NotificationDelivered(
        id=f"delivered-{level.id}",
        subject=level.subject,
        occurred_at=level.occurred_at + MINUTE,
        cause=level.id,
        delivery_id=f"d-{level.id}",
        recipient="somebody",
        transport="email",
        template="escalated",
        attempts=1,
        status="250",
    )


def test_the_year_has_enough_in_it(played: tuple[Rules, list[Life]]) -> None:
    _, lives = played
    said = [event for life in lives for event, _ in _said(life)]
    for kind, least in ((ComplaintEscalated, 100), (DeadlineBreached, 100), (ComplaintEvent, 500)):
        assert sum(isinstance(event, kind) for event in said) >= least
