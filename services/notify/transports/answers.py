"""What an HTTP answer means. Redirects are not followed: where a message goes is decided by who gave the address."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from services.notify.domain.outcomes import Accepted, Outcome, Refused

TEMPORARY = frozenset({408, 425, 429})
"""The answers below 500 that say "later"."""
GONE = 410
MAX_SECONDS = 365 * 24 * 3600


def outcome_of(status: int, text: str, retry_after: str | None, now: datetime) -> Outcome:
    """The outcome of an answer with this status; `text` is what it said, `retry_after` its header."""
    if 200 <= status < 300:
        return Accepted(status, text)
    if 300 <= status < 400:
        return Refused(True, status, "redirects are not followed; correct the address")
    if status < 500 and status not in TEMPORARY:
        return Refused(True, status, text, gone=status == GONE)
    return Refused(False, status, text, retry_after=asked_wait(retry_after, now))


def asked_wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """How long a `Retry-After` asks to wait, given in seconds or as a date; None when it asks for nothing."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), MAX_SECONDS))
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(wait, timedelta(seconds=MAX_SECONDS)) if wait > timedelta(0) else None
