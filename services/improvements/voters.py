"""Who answers and supports, without knowing who it is: a random number in a cookie, and what is kept in its place.

What is kept is different for each question and idea, so that nobody who reads the store can follow one browser from one
to the next. Of an address only that is kept which stands for it within one hour.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.clients import client_address
from web.keys import PageKey
from web.site import site_of

LASTS_S = 366 * 24 * 3600
"""As long as the longest question."""
_ID_BYTES = 18
_CODE_LENGTH = 24
"""Letters of 4 bits: too many to guess."""


@dataclass(frozen=True, slots=True)
class Voter:
    """A browser. `is_new`: it does not have its cookie yet."""

    id: str
    is_new: bool


class Voters:
    """Recognises browsers and gives them their cookie."""

    def __init__(self, key: PageKey, is_secure: bool) -> None:
        self._key, self._is_secure = key, is_secure
        self._signer = URLSafeSerializer(key.for_purpose("forum cookie"))
        self.cookie_name = "__Host-forum" if is_secure else "forum"

    def known(self, cookies: Mapping[str, str]) -> Voter | None:
        """The browser with these cookies; None where it has none of ours."""
        try:
            found = self._signer.loads(cookies.get(self.cookie_name, ""))
        except BadSignature:
            return None
        return Voter(found, False) if isinstance(found, str) else None

    def met(self, cookies: Mapping[str, str], nonce: str | None = None) -> Voter:
        """The browser; a new one is known by the form that it sends, so that the same form sent twice is one voter."""
        new = secrets.token_urlsafe(_ID_BYTES) if nonce is None else self._key.token("forum voter of a form", nonce)
        return self.known(cookies) or Voter(new, True)

    def remember(self, voter: Voter, answer: Response) -> None:
        """Give a new browser its cookie."""
        if voter.is_new:
            value = str(self._signer.dumps(voter.id))
            answer.set_cookie(self.cookie_name, value, LASTS_S, secure=self._is_secure, httponly=True, samesite="lax")

    def kept_as(self, voter: Voter, about: str) -> str:
        """What stands for a browser in what is kept about one question or idea."""
        return self._key.token("forum voter", f"{about} {voter.id}")

    def idea_code(self, idea: str) -> str:
        """The secret code by which its author sees how an idea stands. It follows from the id: none is kept."""
        return self._key.token("code of an idea", idea)[:_CODE_LENGTH]

    def form_id(self, nonce: str) -> str:
        """What stands for a form in the id of what is proposed with it."""
        return self._key.token("idea of a form", nonce)

    def address_key(self, http: Request, purpose: str, now: datetime) -> str:
        """What stands for the address of a request within this hour."""
        return self._key.token("forum address", f"{purpose} {client_address(http)} {now:%Y-%m-%dT%H}")


def voters_of(http: Request) -> Voters:
    """Those of the site that a request was made to."""
    site = site_of(http)
    return Voters(site.key, site.sessions.is_secure)
