"""Twenty clients send the same complaint at once, again and again: each race makes one complaint, and all hear so.

`RACES` says how many; the long form is `make races`.
"""

import asyncio
import json
import os
from collections import Counter

import httpx
import pytest

from deploy.local.ports import HOST
from tests.component.complaints.batches import NDJSON, PATH, served
from tests.component.complaints.intake_api import DEMO, LONG_TIMEOUT_S, IntakeClient

pytestmark = pytest.mark.slow

RACES = int(os.environ.get("RACES", "20"))
CLIENTS = 20
IN_BATCHES = 4
"""So many of the clients send it as a line of a batch."""


async def test_each_race_of_twenty_clients_makes_one_complaint(intake_api: IntakeClient) -> None:
    won: set[str] = set()
    limits = httpx.Limits(max_connections=CLIENTS)
    async with (
        served(intake_api.app) as port,
        httpx.AsyncClient(base_url=f"http://{HOST}:{port}", timeout=LONG_TIMEOUT_S, limits=limits) as client,
    ):
        for number in range(RACES):
            runs = [_post(client, number) for _ in range(CLIENTS - IN_BATCHES)]
            runs += [_post_line(client, number) for _ in range(IN_BATCHES)]
            answers = Counter(await asyncio.gather(*runs))
            [complaint_id] = {complaint_id for complaint_id, _ in answers}
            assert answers == {(complaint_id, False): 1, (complaint_id, True): CLIENTS - 1}
            won.add(complaint_id)
        kept = await _all_ids(intake_api)
    assert len(won) == RACES
    assert kept == won


async def _post(client: httpx.AsyncClient, number: int) -> tuple[str, bool]:
    """The complaint that the answer names, and whether it was there before."""
    answer = await client.post("/v1/complaints", json=_complaint(number), headers=DEMO)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], "Idempotency-Replayed" in answer.headers


async def _post_line(client: httpx.AsyncClient, number: int) -> tuple[str, bool]:
    """The same in a batch."""
    answer = await client.post(PATH, content=json.dumps(_complaint(number)), headers={**DEMO, **NDJSON})
    result = json.loads(answer.text)
    assert result["status"] == 201, answer.text
    return result["id"], result["replayed"]


def _complaint(number: int) -> dict[str, str]:
    return {"text": "x", "external_id": f"race-{number}"}


async def _all_ids(intake_api: IntakeClient) -> set[str]:
    return {each["_id"] for each in await intake_api.complaints.find({}, {"_id": 1}, limit=RACES * CLIENTS)}
