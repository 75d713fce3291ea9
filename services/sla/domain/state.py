"""What sla keeps of one complaint: what happened to it, and what was emitted about it so far."""

from dataclasses import dataclass, field

from services.sla.domain.deadlines import Noticed
from services.sla.domain.history import History
from services.sla.domain.ladders import Ladders


@dataclass(frozen=True, slots=True)
class Emitted:
    """What was said already, so that it is said once. `clocks` is a fingerprint of the clocks as published last.

    `rounds` counts the ladders that have begun.
    """

    clocks: str = ""
    noticed: Noticed = field(default_factory=Noticed)
    rounds: int = 0
    ladders: Ladders = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockState:
    """The state of one complaint. Clocks and timers are not kept: they follow from it."""

    subject: str
    trace: str | None = None
    history: History = field(default_factory=History)
    emitted: Emitted = field(default_factory=Emitted)
