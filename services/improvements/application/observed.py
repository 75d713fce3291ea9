"""Reads observations of many days without holding the process up."""

import asyncio
from collections.abc import Callable
from datetime import date

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.observations import Observation

_EVERY_OBSERVATION = 2_000
"""So many observations are read before the process does something else."""


async def observations_between(
    deps: Dependencies, first: date, last: date, only: Callable[[Observation], bool] = lambda _: True
) -> list[Observation]:
    """The observations of complaints filed on these days or between them. Raises `StoreUnavailable`."""
    kept: list[Observation] = []
    read = 0
    async for observation in deps.observations.between(first, last):
        read += 1
        if only(observation):
            kept.append(observation)
        if read % _EVERY_OBSERVATION == 0:
            await asyncio.sleep(0)
    return kept
