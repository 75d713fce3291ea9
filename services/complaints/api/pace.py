"""How many lines of batches are filed together, by how long that took lately."""

import asyncio

MAX_CHUNK = 100
"""The store takes as many documents with one command."""
MIN_CHUNK = 10
STEP = 10
SLOW_S = 0.3
"""A third of what a command may take at most; a chunk may wait for the one before it."""
CHUNKS_AT_ONCE = 2
"""One is written while the next is prepared, and single complaints hardly wait."""


class Pace:
    """Shared by all batches of a process: `turns` lets `CHUNKS_AT_ONCE` pass, each of at most `size` lines."""

    def __init__(self) -> None:
        self.turns, self.size = asyncio.Semaphore(CHUNKS_AT_ONCE), MAX_CHUNK

    def took(self, seconds: float) -> None:
        """Take half as many lines where the store is slow, so that they are not refused, and slowly more again."""
        if seconds > SLOW_S:
            self.size = max(MIN_CHUNK, self.size // 2)
        else:
            self.size = min(MAX_CHUNK, self.size + STEP)
