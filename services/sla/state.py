"""How a watch is kept in the table: a line with the next moment (epoch milliseconds, 0 for none), then its JSON.

The line lets the timers be rebuilt after a restart without parsing a hundred thousand watches.
"""

import math
from datetime import datetime

from services.sla.domain.clock_state import ClockState


def dump(watch: ClockState, next_at: datetime | None) -> bytes:
    """The watch as bytes."""
    due_ms = math.ceil(next_at.timestamp() * 1000) if next_at else 0
    return b"%d\n" % due_ms + watch.model_dump_json(exclude_defaults=True).encode()


def load(value: bytes) -> ClockState:
    """The watch in these bytes."""
    return ClockState.model_validate_json(value[value.index(b"\n") + 1 :])


def due_ms(key: bytes, value: bytes | None) -> int:
    """The next moment of a complaint, 0 for none."""
    return int(value[: value.index(b"\n")]) if value else 0
