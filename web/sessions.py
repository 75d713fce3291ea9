"""Sessions of people who have signed in on the pages.

A cookie holds a random id with a signature; the store knows who the id stands for, so that signing out ends it
everywhere, at every service. What somebody may do is looked up anew with every request: whoever loses a role loses it
at once.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from chassis.access import hash_of
from city.access import Officer, Staff
from web.keys import PageKey
from web.session_store import KeptSession, SessionStore

LASTS = timedelta(hours=12)
"""A working day with its overtime; then one signs in anew."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in. Every form of theirs carries `form_token`, which another site cannot know."""

    officer: Officer
    form_token: str


class Sessions:
    """Begins, finds and ends sessions. All but `cookie_name` may raise `StoreUnavailable`."""

    def __init__(self, store: SessionStore, staff: Staff, key: PageKey, is_secure: bool) -> None:
        self._store, self._staff, self._key = store, staff, key
        self._signer = URLSafeSerializer(key.for_purpose("session cookie"))
        self.is_secure = is_secure
        """Whether browsers may send the cookie over HTTPS only; false where there is none, on a developer's machine."""
        self.cookie_name = "__Host-session" if is_secure else "session"

    async def begin_with_token(self, token: str, now: datetime) -> str | None:
        """Sign in whoever has this token of the access file; the new cookie's value, or None for an unknown token."""
        if hash_of(token) not in self._staff.officers:
            return None
        return await self._begin(KeptSession(now + LASTS, token=hash_of(token)))

    async def begin_with_groups(self, person: str, groups: tuple[str, ...], now: datetime) -> str | None:
        """Sign in whom the identity provider vouches for; None for somebody who is in no group of the access file."""
        if self._staff.officer_in(person, groups) is None:
            return None
        return await self._begin(KeptSession(now + LASTS, person=person, groups=groups))

    async def find(self, cookies: Mapping[str, str], now: datetime) -> Session | None:
        """The session of a request with these cookies; None for nobody, and for somebody who has no role any more."""
        session_id = self._id_in(cookies)
        if session_id is None:
            return None
        kept = await self._store.get(_digest(session_id))
        if kept is None or kept.until <= now:
            return None
        officer = self._officer(kept)
        return None if officer is None else Session(officer, self._key.token("form", session_id))

    async def end(self, cookies: Mapping[str, str]) -> None:
        """Sign out whoever sent these cookies: a copy of the cookie is worth nothing afterwards."""
        session_id = self._id_in(cookies)
        if session_id is not None:
            await self._store.end(_digest(session_id))

    async def _begin(self, session: KeptSession) -> str:
        """Always under a new id: one that was there before may have been planted."""
        session_id = secrets.token_urlsafe(32)
        await self._store.add(_digest(session_id), session)
        return str(self._signer.dumps(session_id))

    def _officer(self, kept: KeptSession) -> Officer | None:
        if kept.token is not None:
            return self._staff.officers.get(kept.token)
        return self._staff.officer_in(kept.person, kept.groups) if kept.person is not None else None

    def _id_in(self, cookies: Mapping[str, str]) -> str | None:
        try:
            found = self._signer.loads(cookies.get(self.cookie_name, ""))
        except BadSignature:
            return None
        return found if isinstance(found, str) else None


def _digest(session_id: str) -> str:
    return hashlib.sha256(session_id.encode()).hexdigest()
