"""What the use cases work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from services.complaints.city import City
from services.complaints.store.complaints import ComplaintStore
from services.complaints.tracking import TrackingCodes


def system_clock() -> datetime:
    """Now, in the milliseconds that the store keeps: what is answered equals what is read later."""
    return in_milliseconds(datetime.now(UTC))


def in_milliseconds(moment: datetime) -> datetime:
    """The moment as the store keeps it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Dependencies:
    """`wake` tells the relay that something was kept."""

    city: City
    codes: TrackingCodes
    store: ComplaintStore
    wake: Callable[[], None]
    clock: Callable[[], datetime] = system_clock
