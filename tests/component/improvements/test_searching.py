"""Whoever holds the lease searches, then makes each edition that is due, one in a step; others do nothing."""

from datetime import timedelta
from typing import cast

from chassis.outbox import Lease
from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.searching import Searching
from tests.component.improvements.conftest import Clock

DAY = timedelta(days=1)


class Held:
    """A lease that is held, or is not."""

    def __init__(self, token: int | None) -> None:
        self._token = token

    def token(self) -> int | None:
        return self._token


async def test_all_editions_are_made_one_after_the_other(deps: Dependencies, clock: Clock) -> None:
    searching = Searching(deps, cast(Lease, Held(1)), DAY)
    steps = 0
    while await searching.step():
        steps += 1
    assert steps == len(await deps.editions.made()) == 7
    assert await deps.findings.searched_at() == clock.now
    assert not await searching.step()


async def test_a_process_that_was_started_again_says_when_it_was_searched_last(
    deps: Dependencies, clock: Clock
) -> None:
    """Or operators would be told that nobody searches, until the next search is due."""
    await deps.findings.note_search(clock.now - DAY / 2)
    metrics.last_search.set(0)
    await Searching(deps, cast(Lease, Held(1)), DAY).step()
    assert next(iter(metrics.last_search.collect())).samples[0].value == (clock.now - DAY / 2).timestamp()


async def test_without_the_lease_nothing_is_made(deps: Dependencies) -> None:
    assert not await Searching(deps, cast(Lease, Held(None)), DAY).step()
    assert await deps.editions.made() == {}
