"""Complaints that come in while outages are played: without them nothing would be late."""

import asyncio
from contextlib import suppress
from itertools import count
from uuid import uuid4

from deploy.local.access import read_plain
from deploy.local.environment import Stack
from tanggap_client import NewComplaint, TanggapClient, TanggapError

PER_SECOND = 2.0
CHANNEL = "demo"


async def steady(stack: Stack) -> None:
    """File complaints at a steady pace until it is cancelled. What is refused meanwhile is not sent again."""
    key, run = read_plain(stack)["channels"][CHANNEL], uuid4().hex[:8]
    async with TanggapClient(stack.api_url, key) as client:
        for number in count():
            complaint = NewComplaint(text=f"Lampu jalan mati, latihan {run} nomor {number}", category="lampu-jalan")
            with suppress(TanggapError, TimeoutError):
                async with asyncio.timeout(1 / PER_SECOND * 4):
                    await client.file(complaint, idempotency_key=f"drill-{run}-{number}")
            await asyncio.sleep(1 / PER_SECOND)
