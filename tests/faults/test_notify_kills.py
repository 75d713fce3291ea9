"""A sender of mails is killed again and again, or its server goes: every message arrives, and ends once.

The short form is part of `make test`; longer ones: `FAULTS_MAILS=1000 FAULTS_MAIL_KILLS=20 FAULTS_SMTP_GONE_S=600`.
"""

import asyncio
import logging
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.collection import Collection

from chassis.mongo import Driver
from deploy.local.environment import REPOSITORY, Stack
from deploy.local.ports import HOST, free_ports
from deploy.local.store import Store
from services.notify.application.planning import Planning
from services.notify.domain.city import City
from services.notify.domain.hearing import Audience
from services.notify.results import MAX_AT_ONCE
from services.notify.sender import CONNECTIONS
from services.notify.store.deliveries import TIMEOUT_S
from services.notify.store.indexes import create_indexes
from services.notify.store.stores import Stores
from tests.component.notify.mail_server import MailServer
from tests.component.notify.planned import many, plans
from tests.component.notify.waiting import until
from tests.short import IS_SHORT
from tests.stacks import fresh
from tests.unit.notify.examples import assigned, load_city, of_complaints
from tests.unit.notify.steps import filed

MAILS = int(os.environ.get("FAULTS_MAILS", "80" if IS_SHORT else "200"))
KILLS = int(os.environ.get("FAULTS_MAIL_KILLS", "2" if IS_SHORT else "5"))
GONE_S = float(os.environ.get("FAULTS_SMTP_GONE_S", "5"))
SEED = int(os.environ.get("SEED", "1"))
IN_DIGESTS = MAILS // 4
"""Further complaints, of which officers and the channel hear in one digest each."""
MAX_REPEATED = CONNECTIONS + 2 * MAX_AT_ONCE
"""What may be out and not recorded at the moment of a kill."""
SMTP_TIMEOUT_S = 1.0
ALL_OUT_WITHIN_S = 60.0

Documents = Collection[dict[str, Any]]


class Setting:
    """A store with deliveries, a mail server, and a sender in a process of its own."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.city_folder, self.mails = folder, MailServer(free_ports().smtp)
        self.city: City = load_city(folder)
        self._stack, self.driver = stack, Driver(stack.mongo_url, stack.database, 8, TIMEOUT_S)
        self._client = MongoClient[dict[str, Any]](stack.mongo_url, tz_aware=True)
        self.documents: Documents = self._client[stack.database]["deliveries"]
        self._log = (folder / "sender.log").open("ab")
        self._process: subprocess.Popen[bytes] | None = None

    async def prepare(self) -> Stores:
        self.driver.open()
        await create_indexes(self.driver)
        return Stores(self.driver)

    def start(self) -> None:
        environment = os.environ | {
            "MONGO_URL": self._stack.mongo_url,
            "DATABASE": self._stack.database,
            "CITY": str(self.city_folder),
            "SMTP_HOST": HOST,
            "SMTP_PORT": str(self.mails.port),
            "SMTP_FROM": "tanggap@demo.tanggap.example",
            "SMTP_TIMEOUT_S": str(SMTP_TIMEOUT_S),
        }
        command = [sys.executable, "-m", "tests.faults.notify_sender"]
        self._process = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stderr=self._log, stdout=self._log)

    def kill(self) -> None:
        assert self._process is not None
        assert self._process.poll() is None, "it ended by itself"
        self._process.kill()
        self._process.wait()

    async def close(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            self._process.wait()
        await self.mails.stop()
        self._client.close()
        self.driver.close()
        self._log.close()

    def left(self) -> int:
        return self.documents.count_documents({"state": "pending"})


@pytest.fixture
async def setting(bare_stack: Stack, store: Store, tmp_path: Path) -> AsyncIterator[Setting]:
    made = Setting(fresh(bare_stack), tmp_path)
    await made.mails.start()
    yield made
    await made.close()


async def test_kills_of_a_sender_lose_nothing_and_repeat_only_what_was_not_recorded(setting: Setting) -> None:
    stores = await setting.prepare()
    await stores.deliveries.insert(plans(setting.city, many(MAILS)))
    # It was planned long ago, so that their digests are due.
    then = datetime.now(UTC) - timedelta(days=4)
    planning = Planning(stores, lambda: Audience(setting.city, (), then - timedelta(days=999)), lambda: then)
    for number in range(IN_DIGESTS):
        subject = f"digest-{number}"
        await planning.hear(
            of_complaints([filed(subject=subject, id=f"{subject}-f"), assigned(subject=subject, id=f"{subject}-a")])
        )
    setting.mails.slow_s = 0.02

    moments = random.Random(SEED)
    for at in sorted(moments.randrange(MAILS * 9 // 10) for _ in range(KILLS)):
        setting.start()
        began = setting.mails.number
        await until(lambda: setting.mails.number >= max(at, began + 1), "the next kill's moment", within_s=60)  # noqa: B023
        await asyncio.sleep(moments.uniform(0, 0.1))
        setting.kill()
    setting.start()
    await until(lambda: setting.left() == 0, "every delivery is at its end", within_s=120)

    received = setting.mails.received()
    documents = list(setting.documents.find())
    messages = {f"<{each['digest'] or each['_id']}@demo.tanggap.example>" for each in documents}
    assert received.keys() == messages
    assert len(messages) == MAILS + 2
    assert {each["state"] for each in documents} == {"delivered"}
    assert Counter(len(each["events"]) for each in documents) == {1: len(documents)}
    repeated = received.total() - len(messages)
    logging.info("%d kills, %d messages: %d repeated", KILLS, len(messages), repeated)
    assert repeated <= KILLS * MAX_REPEATED


async def test_a_server_that_was_gone_gets_everything_once_soon_after_its_return(setting: Setting) -> None:
    stores = await setting.prepare()
    before, after = many(MAILS)[: MAILS // 2], many(MAILS)[MAILS // 2 :]
    await stores.deliveries.insert(plans(setting.city, before))
    setting.start()
    await until(lambda: setting.left() == 0, "the first half is out", within_s=60)
    await setting.mails.stop()
    await stores.deliveries.insert(plans(setting.city, after))
    await asyncio.sleep(GONE_S)
    assert {each["attempts"] for each in setting.documents.find({"state": "pending"})} == {0}
    await setting.mails.start()
    took_s = await until(lambda: setting.left() == 0, "everything is out", within_s=ALL_OUT_WITHIN_S)
    logging.info("%d mails were out %.1f s after the return", len(after), took_s)
    received = setting.mails.received()
    assert len(received) == MAILS
    assert set(received.values()) == {1}
