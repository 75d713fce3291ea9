"""When to send again, and after how long."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

LATER = frozenset({429, 502, 503, 504})
"""Answers after which the same request may succeed."""


@dataclass(frozen=True, slots=True)
class Retrying:
    """At most `attempts` in all. Pauses begin with `first_s` and double, each drawn between half of it and all of it,
    so that clients do not all come back at once; what the API asks for by `Retry-After` counts before that. None is
    longer than `max_s` seconds.
    """

    attempts: int = 8
    first_s: float = 0.5
    max_s: float = 30.0

    def pause_s(self, attempt: int, headers: Mapping[str, str]) -> float:
        """Seconds to wait after the attempt of this number, the first of which is 1."""
        asked = headers.get("Retry-After", "")
        if asked.isdecimal():
            return min(self.max_s, float(asked) * random.uniform(1.0, 1.25))
        return min(self.max_s, self.first_s * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)
