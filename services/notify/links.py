"""The one link of a message: a page of our own that shows what it is about, and where a leader takes it on."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from contracts.links import MAX_VALID, Link, LinkKey, Purpose, sign
from services.notify.domain.delivery import Delivery, Sendable
from services.notify.domain.digests import is_asked

VALID = MAX_VALID - timedelta(minutes=1)
"""A minute less than links may be good for: clocks differ."""
PATH = "/l/"


class Links:
    """Signs links with the first of `keys`. `now` is the clock."""

    def __init__(self, public_url: str | None, keys: Sequence[LinkKey], now: Callable[[], datetime]) -> None:
        self._public_url, self._keys, self._now = public_url, keys, now

    def link(self, sendable: Sendable) -> str | None:
        """The link of a message to a person; None for a channel, and where no address or key is configured."""
        if self._public_url is None or not self._keys or sendable.acts_for is None:
            return None
        now = self._now()
        link = Link(
            purpose=_purpose(sendable),
            message=sendable.message,
            complaint_id=sendable.complaint_id if isinstance(sendable, Delivery) else None,
            recipient=sendable.recipient,
            unit=sendable.acts_for,
            expires_at=(now + VALID).replace(microsecond=0),
            count=1 if isinstance(sendable, Delivery) else sendable.complaints,
        )
        return f"{self._public_url.rstrip('/')}{PATH}{quote(sign(link, self._keys[0], now))}"


def _purpose(sendable: Sendable) -> Purpose:
    can_take_on = is_asked(sendable) if isinstance(sendable, Delivery) else sendable.is_asked
    return "acknowledge" if can_take_on else "read"
