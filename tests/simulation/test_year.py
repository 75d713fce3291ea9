"""The short form of `make year`: a few hundred lives of a city's year, and what its parts are worth."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from contracts.events import ClocksSet, ComplaintEscalated, DeadlineBreached, DeadlineExpired, Event
from tests.simulation import city as simulated
from tests.simulation.city import City
from tests.simulation.ledger import mismatches
from tests.simulation.report import report
from tests.simulation.services import Life
from tests.simulation.summary import Summary
from tests.simulation.working_time import WorkingTime, office
from tests.simulation.year import ENDS, Year

LIVES, SEED = 300, 13
HAPPENED = {
    "filed": {"complaints"},
    "closed": {"by the system: no_reply", "by the system: not_objected", "by the complainant: content"},
    "step": {"reopened", "transferred", "reclassified", "delegated", "contribution_given", "policy_changed"},
    "escalated": {"statutory level 1", "stage level 4 again"},
    "refused": {"refused_before", "decision_binds", "reopen_window_over", "promise_moved_already"},
}
"""What a year must have in it, or it would prove too little."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return simulated.load(tmp_path_factory.mktemp("city"))


def test_a_year_ends_with_the_ledger_balanced(city: City) -> None:
    summary, found = Summary(), []
    for life in Year(city, SEED, LIVES).play():
        summary.add(life)
        if wrong := mismatches(life, ENDS):
            found.append(report(life, SEED, LIVES, wrong))
    assert not found, "\n".join(found[:3])
    for group, names in HAPPENED.items():
        assert not names - set(summary.counts[group]), f"too little happened for a proof: {group}"


@pytest.mark.parametrize("kind", [DeadlineBreached, DeadlineExpired, ComplaintEscalated, ClocksSet])
def test_the_ledger_misses_whatever_was_not_said(city: City, kind: type[Event]) -> None:
    lives = [life for life in Year(city, SEED, 60).play() if _says(life, kind)]
    assert [life.id for life in lives if mismatches(life, ENDS)] == []
    for life in lives:
        life.log = [published for published in life.log if not isinstance(published.event, kind)]
    assert any(not found.startswith("a replay") for life in lives for found in mismatches(life, ENDS))


def _says(life: Life, kind: type[Event]) -> bool:
    return any(isinstance(published.event, kind) for published in life.log)


def test_a_seed_gives_the_same_year_again(city: City) -> None:
    once, again = ({life.id: life.log for life in Year(city, SEED, 20).play()} for _ in range(2))
    assert once == again


def test_working_time_is_counted_as_minute_by_minute() -> None:
    model, working_day = office(simulated.SOURCE)
    time, random = WorkingTime(model, working_day), Random(SEED)
    for _ in range(20):
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(525_600))
        minutes = random.randrange(1, 4_000)
        end = model.add(start, minutes)
        assert time.add(start, timedelta(minutes=minutes)) == end
        assert time.between(start, end) == timedelta(minutes=minutes)
