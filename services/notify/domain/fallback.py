"""What follows when a transport has failed for good: the next one by which the recipient is reached, if any."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from services.notify.domain.delivery import Delivery, Digest

Message = TypeVar("Message", Delivery, Digest)
AddressOf = Callable[[str, str], str | None]
"""(recipient, transport) → the address, None where there is none."""


def fallen_back(message: Message, address_of: AddressOf, now: datetime) -> Message | None:
    """The message as it begins anew by another transport; None when it has not failed, or nothing is left to try."""
    if message.state != "failed":
        return None
    for number, transport in enumerate(message.fallbacks):
        if (address := address_of(message.recipient, transport)) is not None:
            return replace(
                message,
                state="pending",
                attempts=0,
                next_attempt_at=now,
                transport=transport,
                endpoint=address,
                fallbacks=message.fallbacks[number + 1 :],
            )
    return None
