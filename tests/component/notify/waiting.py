"""Waiting for what will be so soon."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until(true: Callable[[], bool], what: str, within_s: float = 15) -> float:
    """Seconds it took until `true`; fails naming `what` when it did not become so."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def eventually(true: Callable[[], Awaitable[bool]], what: str, within_s: float = 30) -> None:
    """Wait until what has to be asked for is `true`; fails naming `what` when it did not become so."""
    began = time.monotonic()
    while not await true():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        await asyncio.sleep(0.05)
