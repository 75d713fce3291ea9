"""Both APIs on ports, over one real store, with complaints and webhooks that exist."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from queue import Queue
from typing import Any

import httpx

from deploy.local.environment import Stack
from services.complaints.domain.actions import ACTIONS
from tests import pictures
from tests.component.complaints import intake_api
from tests.component.complaints.intake_api import DEMO, IntakeClient, opened
from tests.component.serving import listening, webhooks_app

COMPLAINTS, WEBHOOKS, PICTURES = 12, 4, 3
UNITS = ("dinas-pu", "dinas-lh", "pdam", "meja-triase")
_URL = "https://channel.example/tanggap"

Headers = Mapping[str, str]
_NOBODY: Sequence[Headers] = ({}, {"X-API-Key": "wrong"}, {"Authorization": "Basic eDp5"})
_STAFF = (intake_api.PU, intake_api.PU, intake_api.LH, intake_api.PU_HEAD, intake_api.TRIAGE, intake_api.LEADER)


@dataclass(frozen=True)
class Api:
    """Where it is, where it describes itself, and who calls it: some more often than others."""

    address: str
    description: str
    callers: Sequence[Headers]


@dataclass(frozen=True)
class Served:
    """The APIs, and what is really there, by the name of a path's parameter."""

    apis: Sequence[Api]
    known: Mapping[str, Sequence[str]]


@contextmanager
def served(stack: Stack) -> Iterator[Served]:
    """Serve in a thread of its own: requests are made by a library that waits for each of them."""
    answers: Queue[Served | BaseException] = Queue()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        try:
            async with _running(stack) as there:
                answers.put(there)
                await stop.wait()
        except BaseException as error:
            answers.put(error)
            raise

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    there = answers.get()
    if isinstance(there, BaseException):
        raise there
    try:
        yield there
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


@asynccontextmanager
async def _running(stack: Stack) -> AsyncIterator[Served]:
    async with (
        opened(stack) as intake,
        webhooks_app(stack) as webhooks,
        listening(intake.app) as for_complaints,
        listening(webhooks) as for_webhooks,
    ):
        known = await _complaints(intake) | await _webhooks(webhooks)
        yield Served(
            [
                Api(for_complaints, "/openapi.json", [DEMO, DEMO, *_STAFF, *_NOBODY]),
                Api(for_webhooks, "/v1/webhooks/openapi.json", [DEMO] * 9 + [*_NOBODY]),
            ],
            {**known, "action": tuple(ACTIONS), "unit_id": UNITS},
        )


async def _complaints(intake: IntakeClient) -> dict[str, Sequence[str]]:
    filed = [await intake.file(category="saluran-mampet") for _ in range(COMPLAINTS)]
    for number, each in enumerate(filed[1:]):
        await intake.assign(each["id"], UNITS[number % len(UNITS)])
    sent = [
        await intake.client.post(
            f"{each['links']['self']}/attachments", files={"file": pictures.picture()}, headers=DEMO
        )
        for each in filed[:PICTURES]
    ]
    return {
        "attachment_id": [each["id"] for answer in sent for each in answer.json()["attachments"]],
        "complaint_id": [each["id"] for each in filed],
        "code": [each["tracking_code"] for each in filed],
    }


async def _webhooks(app: Any) -> dict[str, Sequence[str]]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=DEMO) as client:
        made = [(await client.post("/v1/webhooks", json={"url": _URL})).json()["id"] for _ in range(WEBHOOKS)]
        sent = [(await client.post(f"/v1/webhooks/{each}/test")).json()["delivery_id"] for each in made]
    return {"webhook_id": made, "delivery_id": sent}
