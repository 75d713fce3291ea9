"""Events that wait for a digest, and attempts at it as a sender makes them, at a time that a test sets."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contracts.codec import decode
from contracts.events import (
    ComplaintClosed,
    Event,
    NotificationEvent,
)
from services.notify.addresses import Addresses
from services.notify.application.planning import Planning
from services.notify.digest_attempts import DigestAttempts
from services.notify.domain.city import City
from services.notify.domain.delivery import Digest
from services.notify.domain.hearing import Audience, Heard
from services.notify.domain.kinds import COMPLAINT
from services.notify.messages import Messages
from services.notify.store.documents import Claimed
from services.notify.store.stores import Stores
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.email import EmailTransport
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import Documents
from tests.unit.notify.examples import NOW, assigned
from tests.unit.notify.steps import filed, step

LONG_AGO = NOW - timedelta(days=365)
NOON = NOW.replace(hour=6, minute=0)
"""13.00 in the city: the next time of digests after `NOW`."""
OFFICER = "roads-officer"
LEASE = timedelta(seconds=60)


class SetClock:
    """The time, which a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Hear:
    """Hears events at a time, and makes attempts at digests as a sender does."""

    def __init__(self, city: City, webhooks: WebhookStore, email: EmailTransport, clock: SetClock) -> None:
        self.city, self.clock, self._email = city, clock, email
        self._addresses, self._messages = Addresses(city, webhooks.get), Messages(city)

    async def __call__(self, stores: Stores, events: Sequence[Event], about: str = COMPLAINT) -> None:
        await Planning(stores, lambda: Audience(self.city, (), LONG_AGO), self.clock).hear(
            [Heard(about, event) for event in events]
        )

    async def attempt(self, stores: Stores, recipient: str = OFFICER) -> list[Claimed]:
        """Claim what is due and make an attempt at this person's digest; what was claimed of theirs."""
        now = self.clock()
        due = await stores.digests.claims.take("email", now, now + LEASE, 100)
        await stores.digests.claims.give_back({now: [each for each in due if each.sendable.recipient != recipient]})
        ours = [each for each in due if each.sendable.recipient == recipient]
        part = DigestAttempts(stores, self._addresses, self._messages, self.city, LEASE, self.clock)
        async with self._email.session() as session:
            for each in ours:
                assert isinstance(each.sendable, Digest)
                await part.make(session, each, each.sendable)
        return ours


def news(subject: str) -> list[Event]:
    """A complaint that is filed and assigned."""
    return [filed(subject=subject, id=f"{subject}:f"), assigned(subject=subject, id=f"{subject}:a")]


def closed(subject: str, at: datetime) -> Event:
    return step(ComplaintClosed, 2, subject=subject, id=f"{subject}:c", occurred_at=at)


def events_of(documents: Documents, recipient: str = OFFICER) -> dict[str, list[NotificationEvent]]:
    """By complaint the events of the deliveries to a person."""
    found: dict[str, list[NotificationEvent]] = {}
    for each in documents.find({"recipient": recipient}):
        decoded = [decode(bytes(event["body"])) for event in each["events"]]
        found[each["complaint_id"]] = [event for event in decoded if isinstance(event, NotificationEvent)]
    return found


def of(mails: MailServer, recipient: str = OFFICER) -> list[str]:
    """The message ids of the mails to a person."""
    return [str(mail["Message-ID"]) for mail in mails.mails if str(mail["To"]).startswith(f"{recipient}@")]
