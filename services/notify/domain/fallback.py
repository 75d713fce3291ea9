"""What follows when a transport has failed for good: the next one by which the recipient is reached, if any."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from services.notify.domain.city import City
from services.notify.domain.delivery import Delivery, Digest, in_digest
from services.notify.domain.plan import leaves_at_once

Message = TypeVar("Message", Delivery, Digest)
IN_TIME = timedelta(minutes=1)
"""What joins a digest so short before it is made may come too late for it."""
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


def gone_on(message: Delivery, city: City, now: datetime) -> Delivery | None:
    """`fallen_back` for a delivery alone. What a channel's system did not take waits for the digest of its people.

    Nobody notices gaps in mails, so nothing in its lane has to wait for it any more.
    """
    after = fallen_back(message, city.address, now)
    if after is None:
        return None
    after = replace(after, lane=None)
    if after.acts_for is not None or not after.subject_id or leaves_at_once(None, after.transport, after.urgent):
        return after
    return in_digest(after, city.hours(after.recipient).next_digest(now + IN_TIME))
