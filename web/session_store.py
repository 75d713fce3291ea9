"""Who is signed in on the pages, for all services and replicas together. The store drops what is over by itself.

Every method looks one small document up by its id, which is a digest: who reads the store cannot sign in with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.mongo import Driver


@dataclass(frozen=True, slots=True)
class KeptSession:
    """Whoever signed in: the hash of their token, or their id and groups at the identity provider, and until when."""

    until: datetime
    token: str | None = None
    person: str | None = None
    groups: tuple[str, ...] = ()


class SessionStore:
    """The sessions by the digest of their id, in the database of `chassis.access.access_database`."""

    def __init__(self, driver: Driver) -> None:
        self._sessions = driver.collection("sessions")

    async def add(self, digest: str, session: KeptSession) -> None:
        """Keep a new session."""
        kept = {"until": session.until, "token": session.token, "person": session.person}
        await self._sessions.insert_many([{"_id": digest, **kept, "groups": list(session.groups)}])

    async def get(self, digest: str) -> KeptSession | None:
        """The session, as long as it is kept; it may be over already."""
        found: Mapping[str, Any] | None = await self._sessions.find_one({"_id": digest})
        if found is None:
            return None
        return KeptSession(found["until"], found["token"], found["person"], tuple(found["groups"]))

    async def end(self, digest: str) -> None:
        """End it now, if there is any."""
        await self._sessions.delete_all({"_id": digest})


async def create_indexes(driver: Driver) -> None:
    """Lets the store drop sessions that are over."""
    await driver.collection("sessions").create_index(["until"], expire_after_s=0)
