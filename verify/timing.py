"""How exact the ledger is about time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Timing:
    """`exact`: rounding of moments. `late`: how long a step may need until sla knows of it; a longer outage needs more.

    `grace`: what was due less than this before `until`, or before nothing was owed any more, is not demanded yet. An
    sla that was down must be given as long: what was done meanwhile it does not escalate any more.
    """

    until: datetime
    exact: timedelta = timedelta(milliseconds=5)
    late: timedelta = timedelta(seconds=2)
    grace: timedelta = GRACE

    def is_demanded(self, since: datetime, end: datetime | None = None) -> bool:
        """Whether what follows from something known `since` must be there, unless that came to its `end` before."""
        return since + self.grace < (self.until if end is None else min(end, self.until))
