"""One step that is missing, and its identity: the same after every restart and in every process."""

from dataclasses import dataclass
from datetime import datetime

from contracts.ids import event_id
from contracts.values import Missing

MAX_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """A step that should have been there `since`, and is missed from `found_at` on.

    `about` tells it from others of its kind in the same complaint. `cause` is the id of the event that should have led
    to it. `detail` has codes and times only.
    """

    missing: Missing
    complaint: str
    about: str
    detail: str
    since: datetime
    found_at: datetime
    expected: str
    cause: str | None = None

    @property
    def key(self) -> tuple[Missing, str]:
        """What is missed once at a time in its complaint."""
        return self.missing, self.about

    def id(self, number: int) -> str:
        """Its id when it is missed for the `number`-th time."""
        return event_id(f"{self.complaint}|{self.about}", f"audit:{self.missing}", number)
