"""Waiting for what happens in other processes."""

import asyncio
from collections.abc import Callable

TIMEOUT_S = 120.0
"""The longest wait for anything; a passing test waits for seconds."""


async def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            while not holds():
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(f"did not happen in {TIMEOUT_S:.0f} s: {what}") from None
