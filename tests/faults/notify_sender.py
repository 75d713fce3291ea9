"""`python -m tests.faults.notify_sender`: a sender of mails as notify has it, as a process that may be killed.

It reads MONGO_URL, DATABASE, CITY (a folder) and the variables of the mail transport.
"""

import asyncio
import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

from chassis import logs
from chassis.mongo import Driver
from services.notify import sender as sending
from services.notify.addresses import Addresses
from services.notify.city import load_city
from services.notify.domain.delivery import Delivery
from services.notify.domain.outcomes import Outcome
from services.notify.messages import Messages
from services.notify.sender import Sender
from services.notify.store.deliveries import TIMEOUT_S
from services.notify.store.stores import Stores
from services.notify.store.webhooks import WebhookStore
from services.notify.transports.email import EmailSettings, EmailTransport

SPARE = timedelta(seconds=1)
"""Short leases: what a kill leaves is due again within seconds."""


async def main() -> None:
    """Send until the process is ended."""
    logs.configure("notify", "WARNING")
    sending.SPARE = SPARE
    driver = Driver(os.environ["MONGO_URL"], os.environ["DATABASE"], 8, TIMEOUT_S)
    driver.open()
    stores = Stores(driver)
    stores.open_for_claims()
    city = load_city(Path(os.environ["CITY"]), {"email"})
    addresses = Addresses(city, WebhookStore(driver).get)
    sender = Sender(EmailTransport(EmailSettings()), stores, city, addresses, Messages(city), _noted_by_nobody)
    told_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_stop.set)
    await sender.start()
    await told_to_stop.wait()
    await sender.stop()


async def _noted_by_nobody(_delivery: Delivery, _outcome: Outcome, _at: datetime) -> None:
    """There are no webhooks here."""


if __name__ == "__main__":
    asyncio.run(main())
