"""How long the rules look back and wait, in one place: as in production, or short enough for a drill.

Durations are written as Prometheus reads them. A drill plays in minutes what production sees in days, with the same
expressions.
"""

import math
from dataclasses import dataclass
from typing import Literal

Severity = Literal["page", "ticket"]


@dataclass(frozen=True)
class Burn:
    """The budget of an objective is used up `factor` times too fast, over a long window and still over a short one."""

    name: str
    severity: Severity
    factor: float
    long: str
    short: str
    wait: str


@dataclass(frozen=True)
class Profile:
    """`look`, `quarter`, `hour`, `day`: windows. `cause`, `soon`, `gone`, `steady`, `slow`: how long
    something has to hold: what brings about others is said before them, and a process may take a moment to start again.

    The budget of an objective is looked at over `budget`, in steps of one of the windows.
    `late_s` and `undelivered_s` are buckets of the histograms; what takes longer was too late. `waiting_s` is how old
    may be what waits. `scale` makes the minimum of traffic smaller.
    """

    burns: tuple[Burn, ...]
    budget: str
    budget_step: str
    look: str
    quarter: str
    hour: str
    day: str
    silence: str
    cause: str
    soon: str
    gone: str
    steady: str
    slow: str
    active_hours_utc: tuple[int, int]
    late_s: int
    undelivered_s: int
    waiting_s: int
    heartbeat_s: int
    starts: int
    scale: float = 1.0

    def least(self, number: int) -> int:
        """A minimum of traffic, scaled to the length of the windows."""
        return max(1, math.ceil(number * self.scale))

    @property
    def windows(self) -> tuple[str, ...]:
        """Every window of the objectives, each once."""
        return tuple(dict.fromkeys(window for burn in self.burns for window in (burn.short, burn.long)))


PRODUCTION = Profile(
    burns=(
        Burn("fast", "page", 14.4, "1h", "5m", "2m"),
        Burn("slow", "page", 6, "6h", "30m", "15m"),
        Burn("steady", "ticket", 1, "3d", "6h", "1h"),
    ),
    budget="30d",
    budget_step="6h",
    look="5m",
    quarter="15m",
    hour="1h",
    day="1d",
    silence="30m",
    cause="30s",
    soon="1m",
    gone="2m",
    steady="5m",
    slow="15m",
    active_hours_utc=(0, 14),  # 07.00 to 21.00 in western Indonesia
    late_s=60,
    undelivered_s=120,
    waiting_s=120,
    heartbeat_s=300,
    starts=3,
)

# How long clients and processes take to notice an outage cannot be made shorter: `gone` and `waiting_s` leave time for
# the cause to be known before what follows from it.
DRILL = Profile(
    burns=(
        Burn("fast", "page", 14.4, "30s", "15s", "2s"),
        Burn("slow", "page", 6, "60s", "20s", "5s"),
        Burn("steady", "ticket", 1, "50s", "40s", "20s"),
    ),
    budget="60s",
    budget_step="20s",
    look="25s",
    quarter="30s",
    hour="45s",
    day="60s",
    silence="20s",
    cause="2s",
    soon="5s",
    gone="30s",
    steady="40s",
    slow="60s",
    active_hours_utc=(0, 24),
    late_s=30,
    undelivered_s=60,
    waiting_s=30,
    heartbeat_s=30,
    starts=2,
    scale=0.05,
)
