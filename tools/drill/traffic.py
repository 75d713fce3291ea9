"""Complaints that come in while outages are played, and an officer who answers them: a service on a usual day.

Without complaints nothing would be late, and without answers everything would be.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from typing import Any
from uuid import uuid4

from deploy.local.access import read_plain
from deploy.local.environment import Stack
from tanggap_client import NewComplaint, TanggapClient, TanggapError
from tools.drill.means import NotAsPlannedError

PER_SECOND = 1.0
ANSWER_EVERY_S = 0.5
AT_ONCE = 8
"""Complaints that are answered side by side: what has piled up during an outage is soon dealt with."""
CHANNEL, CATEGORY, OFFICER = "demo", "lampu-jalan", "officer-dinas-perhubungan"
UNANSWERED = "pungutan-liar"
"""A category of another unit, where nobody answers."""
REJECTION = {"reason": "outside_city", "message": "Mohon maaf, lokasi ini di luar kewenangan kota."}
REQUEST_TIMEOUT_S = 4.0


async def steady(stack: Stack) -> None:
    """File and answer until it is cancelled. What is refused meanwhile is not filed again."""
    plain, run = read_plain(stack), uuid4().hex[:8]
    if OFFICER not in plain["officers"]:
        raise NotAsPlannedError(f"{OFFICER} is not in this city; start the stack with config/demo")
    channel = TanggapClient(stack.api_url, plain["channels"][CHANNEL], timeout_s=REQUEST_TIMEOUT_S)
    people = TanggapClient(stack.api_url, timeout_s=REQUEST_TIMEOUT_S)
    async with channel, people, asyncio.TaskGroup() as both:
        both.create_task(_filing(channel, run))
        both.create_task(_answering(people, {"Authorization": f"Bearer {plain['officers'][OFFICER]}"}))


async def file_unanswered(stack: Stack) -> str:
    """One complaint that nobody will answer; its id."""
    async with TanggapClient(stack.api_url, read_plain(stack)["channels"][CHANNEL]) as client:
        text = f"Petugas meminta uang tanpa tanda terima, latihan {uuid4().hex[:8]}"
        return (await client.file(NewComplaint(text=text, category=UNANSWERED))).id


async def _filing(client: TanggapClient, run: str) -> None:
    for number in count():
        complaint = NewComplaint(text=f"Lampu jalan mati, latihan {run} nomor {number}", category=CATEGORY)
        with suppress(TanggapError, TimeoutError):
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                await client.file(complaint, idempotency_key=f"drill-{run}-{number}")
        await asyncio.sleep(1 / PER_SECOND)


async def _answering(client: TanggapClient, headers: Mapping[str, str]) -> None:
    while True:
        listed = await client.send("GET", f"/v1/complaints?limit={AT_ONCE}", headers=headers)
        rows = listed.json()["complaints"] if listed.status == 200 else []
        await asyncio.gather(*(_reject(client, row["id"], headers) for row in rows))
        await asyncio.sleep(ANSWER_EVERY_S)


async def _reject(client: TanggapClient, complaint_id: str, headers: Mapping[str, str]) -> None:
    """What was overtaken, or cannot be done just now, comes up with the next list."""
    path = f"/v1/complaints/{complaint_id}"
    seen = await client.send("GET", path, headers=headers)
    if seen.status == 200:
        match: dict[str, Any] = {**headers, "If-Match": seen.headers.get("ETag", "")}
        await client.send("POST", f"{path}/actions/reject", REJECTION, match)
