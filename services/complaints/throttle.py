"""Limits how often a client may guess at tracking codes. Kept in this process: N processes allow N times as many."""

from collections import OrderedDict, deque

LIMIT = 10
WINDOW_S = 60.0
_MAX_CLIENTS = 10_000
"""So that an attacker with many addresses cannot fill the memory; the longest silent client is forgotten first."""


class Throttle:
    """Counts the wrong guesses of each client address within the last minute. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def blocked_for(self, client: str, now: float) -> float:
        """Seconds until the client may ask again; 0 when it may now. A right code does not lift the block."""
        times = self._wrong.get(client)
        if times is None:
            return 0.0
        while times and times[0] <= now - WINDOW_S:
            times.popleft()
        return times[0] + WINDOW_S - now if len(times) >= LIMIT else 0.0

    def wrong(self, client: str, now: float) -> None:
        """Take note of a wrong guess."""
        times = self._wrong.setdefault(client, deque(maxlen=LIMIT))
        times.append(now)
        self._wrong.move_to_end(client)
        if len(self._wrong) > _MAX_CLIENTS:
            self._wrong.popitem(last=False)
