"""How long to wait before the next attempt while something outside does not answer. There is no last attempt."""

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retry:
    """The waits in seconds, one after the other; the last one repeats.

    Each is shortened by a random part of up to `jitter` of itself, so that what failed together does not return
    together.
    """

    waits_s: tuple[float, ...]
    jitter: float = 0.0

    def wait_s(self, failures: int, draw: Callable[[], float] = random.random) -> float:
        """The wait after so many failures in a row, 1 being the first. `draw` yields a number from 0 to 1."""
        wait = self.waits_s[min(failures, len(self.waits_s)) - 1]
        return wait * (1 - self.jitter * draw())
