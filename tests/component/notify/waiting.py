"""Waiting for what will be so soon."""

import asyncio
import time
from collections.abc import Callable


async def until(true: Callable[[], bool], what: str, within_s: float = 15) -> float:
    """Seconds it took until `true`; fails naming `what` when it did not become so."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began
