"""What a client knows by itself: every request it sent and every answer it got. Nothing in here was read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Filing:
    """One request to file. `status` is None when no answer came: then nobody knows whether it was taken."""

    name: str
    request: Mapping[str, Any]
    status: int | None
    answered_at: datetime
    complaint_id: str | None = None
    tracking_code: str | None = field(default=None, repr=False)
    replayed: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the answer promised that this request is a complaint now."""
        return self.status == 201 and self.complaint_id is not None and not self.replayed


@dataclass(frozen=True, slots=True)
class Act:
    """One request to act on a complaint. `event` is the type of the event that a 2xx promises."""

    complaint_id: str
    event: str
    status: int | None
    answered_at: datetime

    @property
    def is_done(self) -> bool:
        """Whether the answer promised that the step was taken."""
        return self.status is not None and 200 <= self.status < 300


@dataclass
class ClientRecord:
    """All of it, in the order of the answers."""

    filings: list[Filing] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def promised(self) -> dict[str, Filing]:
        """What was answered with 201 or as a repetition of it, by complaint: the first answer that named it."""
        found: dict[str, Filing] = {}
        for filing in self.filings:
            if filing.complaint_id is not None:
                found.setdefault(filing.complaint_id, filing)
        return found

    def unanswered_filings(self) -> int:
        """How many complaints may exist that no answer names."""
        return sum(filing.status is None or filing.status >= 500 for filing in self.filings)
