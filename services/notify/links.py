"""The one link of a message: a page of our own that shows what it is about, and where a leader takes it on.

A link to complaints is signed: whoever has it can act. What is about findings and improvement actions is behind a
sign-in, so its link is a plain one.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from contracts.links import MAX_VALID, Link, LinkKey, Purpose, sign
from services.notify.domain.delivery import Delivery, Sendable
from services.notify.domain.digests import is_asked
from services.notify.domain.kinds import FINDING, IMPROVEMENT

VALID = MAX_VALID - timedelta(minutes=1)
"""A minute less than links may be good for: clocks differ."""
PATH = "/l/"
PAGES = {IMPROVEMENT: "/improvements", FINDING: "/improvements/findings"}
"""Where each of these has its page, under its id."""


class Links:
    """Signs links with the first of `keys`. `now` is the clock."""

    def __init__(self, public_url: str | None, keys: Sequence[LinkKey], now: Callable[[], datetime]) -> None:
        self._public_url, self._keys, self._now = public_url, keys, now

    def link(self, sendable: Sendable) -> str | None:
        """The link of a message to a person; None for a channel, and where no address or key is configured."""
        if self._public_url is None or sendable.acts_for is None:
            return None
        address = self._public_url.rstrip("/")
        if (plain := _plain_path(sendable)) is not None:
            return f"{address}{plain}"
        return f"{address}{PATH}{quote(self._signed(sendable, sendable.acts_for))}" if self._keys else None

    def _signed(self, sendable: Sendable, unit: str) -> str:
        now = self._now()
        link = Link(
            purpose=_purpose(sendable),
            message=sendable.message,
            complaint_id=sendable.subject_id if isinstance(sendable, Delivery) else None,
            recipient=sendable.recipient,
            unit=unit,
            expires_at=(now + VALID).replace(microsecond=0),
            count=1 if isinstance(sendable, Delivery) else sendable.complaints,
        )
        return sign(link, self._keys[0], now)


def _plain_path(sendable: Sendable) -> str | None:
    """The page of a finding or an improvement action, or the list of them; None where there are complaints."""
    if isinstance(sendable, Delivery):
        path = PAGES.get(sendable.about)
        return None if path is None else f"{path}/{quote(sendable.subject_id, safe='')}"
    return PAGES[IMPROVEMENT] if sendable.others and not sendable.complaints else None


def _purpose(sendable: Sendable) -> Purpose:
    can_take_on = is_asked(sendable) if isinstance(sendable, Delivery) else sendable.is_asked
    return "acknowledge" if can_take_on else "read"
