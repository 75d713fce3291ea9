"""What a browser keeps between leaving for the identity provider and coming back: signed, and for minutes only."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest

from itsdangerous import BadSignature, URLSafeSerializer

from web.keys import PageKey

LASTS = timedelta(minutes=10)
"""Shorter than the store remembers which attempts were used: see `chassis.access.NonceStore`."""
_BYTES = 32


def _random() -> str:
    return secrets.token_urlsafe(_BYTES)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in that was begun. `verifier` is what PKCE proves, `next` where somebody wanted to go; times are UTC."""

    begun_at: int
    next: str
    state: str = field(default_factory=_random, repr=False)
    nonce: str = field(default_factory=_random, repr=False)
    verifier: str = field(default_factory=_random, repr=False)

    def is_meant_by(self, state: str) -> bool:
        """Whether an answer is to this attempt."""
        return compare_digest(self.state.encode(), state.encode())


def begin(now: datetime, wanted: str) -> Attempt:
    """A new attempt."""
    return Attempt(int(now.timestamp()), wanted)


def pack(attempt: Attempt, key: PageKey) -> str:
    """The attempt as the value of a cookie."""
    return str(_signer(key).dumps(asdict(attempt)))


def unpack(cookie: str, key: PageKey, now: datetime) -> Attempt | None:
    """The attempt of a cookie; None when there is none, it is not ours, or it was begun too long ago."""
    try:
        attempt = Attempt(**_signer(key).loads(cookie))
    except (BadSignature, TypeError):
        return None
    age = timedelta(seconds=int(now.timestamp()) - attempt.begun_at)
    return attempt if timedelta(0) <= age <= LASTS else None


def _signer(key: PageKey) -> URLSafeSerializer:
    return URLSafeSerializer(key.for_purpose("oidc"))
