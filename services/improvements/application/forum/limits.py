"""How much may come from one address within an hour."""

from dataclasses import dataclass

from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.refusals import Refusal

RETRY_S = 3600
"""After so long whoever was refused may go on for certain."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends something: what is kept of the browser, and what stands for its address within this hour."""

    voter: str
    address_key: str


async def too_many(address_key: str, limit: int, deps: Dependencies) -> Refusal | None:
    """Count one more from an address; why it is not taken, if it is too much. Raises `StoreUnavailable`."""
    if await deps.forum.attempts.count(address_key, deps.clock()) <= limit:
        return None
    reason = "too much has come from this address within an hour; many people may share it"
    return Refusal("too_many", reason, "try again in an hour")
