"""Collects the evidence of a stack: its topics from the first record on, its API, its mailbox and its logs."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import httpx

from deploy.local.environment import Stack
from deploy.local.mails import read_mails
from verify.client import ClientRecord
from verify.evidence import Answer, Evidence
from verify.topics import EVERYTHING, TopicReader

AT_ONCE = 4


async def gather(stack: Stack, client: ClientRecord, key: str) -> Evidence:
    """Read everything. `key` is that of the channel that filed. `read_at` is the moment before the first read."""
    read_at = datetime.now(UTC)
    answers = await read_complaints(stack.api_url, key, client.promised())
    async with TopicReader(stack.bootstrap, stack.prefix, EVERYTHING) as reader:
        entries = tuple(await reader.read_to_end())
    return Evidence(read_at, entries, answers, tuple(read_mails(stack.mail)), _logs(stack))


async def read_complaints(api_url: str, key: str, complaint_ids: Iterable[str]) -> Mapping[str, Answer]:
    """What the API says to the channel about each complaint."""
    turn = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=api_url, headers={"X-API-Key": key}, timeout=10) as http:

        async def one(complaint_id: str) -> tuple[str, Answer]:
            async with turn:
                return complaint_id, await _read(http, complaint_id)

        return dict(await asyncio.gather(*map(one, complaint_ids)))


async def _read(http: httpx.AsyncClient, complaint_id: str) -> Answer:
    try:
        response = await http.get(f"/v1/complaints/{complaint_id}")
    except httpx.TransportError:
        return Answer(0)
    return Answer(response.status_code, response.json() if response.status_code == 200 else {})


def _logs(stack: Stack) -> dict[str, str]:
    files = [*(stack.directory / "log").glob("*.log"), *stack.directory.glob("*/*.log")]
    return {f"log {file.name}": file.read_text(encoding="utf-8", errors="replace") for file in files}
