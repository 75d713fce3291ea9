"""The short form of the campaign of kills: workers of new groups, killed from their first millisecond on.

`make kills` plays the long form.
"""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.environment import Stack
from tests.faults.kills.campaign import Field, field_of, play, play_pair
from tests.faults.kills.forks import Forks
from tests.short import IS_SHORT

KILLS = 3


@pytest.fixture
async def forks() -> AsyncIterator[Forks]:
    """A process that starts workers within milliseconds."""
    async with Forks() as started:
        yield started


@pytest.fixture
async def field(stack: Stack, tmp_path: Path) -> AsyncIterator[Field]:
    """The tests' broker, for workers that keep a table."""
    async with field_of(stack.bootstrap, tmp_path, table=True) as on:
        yield on


@pytest.mark.parametrize("seed", [1] if IS_SHORT else [1, 2, 3])
async def test_kills_in_the_first_moments_of_a_group_lose_nothing(seed: int, field: Field, forks: Forks) -> None:
    result = await play(field, forks, random.Random(seed), KILLS)
    assert result.is_good, result
    assert len(result.kills) == KILLS


async def test_kills_of_workers_that_keep_nothing_lose_nothing(stack: Stack, tmp_path: Path, forks: Forks) -> None:
    async with field_of(stack.bootstrap, tmp_path, table=False) as on:
        result = await play(on, forks, random.Random(1), KILLS)
    assert result.is_good, result


async def test_two_workers_that_are_killed_and_stopped_in_turn_lose_nothing(field: Field, forks: Forks) -> None:
    result = await play_pair(field, forks, random.Random(1), KILLS)
    assert result.is_good, result
