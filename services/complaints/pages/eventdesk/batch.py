"""Files the entries of a batch, each as a complaint at the counter, and says of each what became of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from city.access import Officer
from services.complaints.access import principal_of
from services.complaints.application import file as filing
from services.complaints.application.dependencies import Dependencies
from services.complaints.application.filing_request import FilingRequest
from services.complaints.domain.refusals import Refusal
from services.complaints.pages.eventdesk.entries import Entry, Wrong
from services.complaints.pages.eventdesk.permission import Permission
from services.complaints.store import StoreUnavailable
from web.words import Words

COUNTER = "counter"
AT_ONCE = 8
"""So many entries are filed together: the store has connections for others, too."""

Result = Mapping[str, Any]
"""As the page reads it: `number`, `outcome`, and a `tracking_code` or `errors` by field, in the reader's words."""


@dataclass(frozen=True, slots=True)
class BatchFiling:
    """Files what one officer sends of one event desk."""

    officer: Officer
    permission: Permission
    trace: str
    deps: Dependencies
    words: Words

    async def file_all(self, entries: tuple[Entry | Wrong, ...]) -> list[Result]:
        """In their order. Once the store does not answer, the rest is for later."""
        results: list[Result] = []
        for start in range(0, len(entries), AT_ONCE):
            results += await asyncio.gather(*(self._file(each) for each in entries[start : start + AT_ONCE]))
            if any(each["outcome"] == "later" for each in results):
                break
        return [*results, *(_said(each.number, "later") for each in entries[len(results) :])]

    async def _file(self, entry: Entry | Wrong) -> Result:
        if isinstance(entry, Wrong):
            return self._refused(entry.number, entry.errors)
        try:
            outcome = await filing.file(self._wanted(entry), self.deps)
        except StoreUnavailable:
            return _said(entry.number, "later")
        match outcome:
            case filing.Filed() | filing.Replayed():
                return _said(entry.number, outcome.name, tracking_code=outcome.tracking_code)
            case filing.KeyReused():
                return self._refused(entry.number, {"entry": "reused"})
            case Refusal():
                return self._refused(entry.number, {outcome.field or "entry": outcome.reason})
        assert_never(outcome)

    def _wanted(self, entry: Entry) -> FilingRequest:
        """Nobody dates a complaint back: it is filed when it arrives."""
        return FilingRequest(
            channel=COUNTER,
            by=principal_of(self.officer),
            text=entry.text,
            category=entry.category,
            area=entry.area,
            language=entry.language,
            wants_updates=entry.wants_updates,
            key=self.permission.key(entry.number),
            trace=self.trace,
        )

    def _refused(self, number: int | None, errors: Mapping[str, str]) -> Result:
        known = self.words.refused
        said = {field: known.get(name, known.invalid) for field, name in errors.items()}
        return _said(number, "refused", errors=said)


def _said(number: int | None, outcome: str, **more: Any) -> Result:
    return {"number": number, "outcome": outcome, **more}
