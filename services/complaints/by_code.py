"""Finds a complaint by whatever somebody typed as its tracking code, with the limits of guessing around it."""

from dataclasses import dataclass

from services.complaints.application.dependencies import Dependencies
from services.complaints.application.read import Found, Mistyped, NotFound, track
from services.complaints.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Limited:
    """Too many wrong codes came from there: nothing was looked up, or is told, for so many seconds."""

    seconds: float


async def find_by_code(
    code: str, address: str, deps: Dependencies, throttle: Throttle
) -> Found | NotFound | Mistyped | Limited:
    """The complaint with this code, for whoever asks from `address`."""
    now = deps.clock()
    if seconds := await throttle.before(address, code, now):
        return Limited(seconds)
    found = await track(code, deps)
    if isinstance(found, Found):
        return found
    seconds = await throttle.after_wrong(address, code, now)
    return Limited(seconds) if seconds else found
