"""Collects the evidence: topics from the first record on, the API's answers, the mailbox, the logs."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from deploy.local.environment import Stack
from deploy.local.mails import read_mails
from verify.client import ClientRecord
from verify.evidence import Answer, Evidence
from verify.topics import ALL_TOPICS, TopicReader

AT_ONCE = 4


@dataclass(frozen=True)
class Sources:
    """Where to look: the broker, and where they can be reached the API, the local mailbox and a folder of logs."""

    bootstrap: str
    prefix: str = ""
    api_url: str | None = None
    mails: Path | None = None
    logs: Path | None = None

    @classmethod
    def of(cls, stack: Stack) -> "Sources":
        """Those of a stack on this machine."""
        return cls(stack.bootstrap, stack.prefix, stack.api_url, stack.mail, stack.directory)


async def gather(sources: Sources, client: ClientRecord | None = None, key: str = "") -> Evidence:
    """Read everything. `key` is that of the channel that filed. `read_at` is the moment before the first read."""
    read_at = datetime.now(UTC)
    promised = client.promised() if client is not None else {}
    answers = await read_complaints(sources.api_url, key, promised) if sources.api_url else {}
    async with TopicReader(sources.bootstrap, sources.prefix, ALL_TOPICS) as reader:
        entries = tuple(await reader.read_to_end())
    mails = tuple(read_mails(sources.mails)) if sources.mails else None
    return Evidence(read_at, entries, answers, mails, _logs(sources.logs) if sources.logs else {})


async def read_complaints(api_url: str, key: str, complaint_ids: Iterable[str]) -> Mapping[str, Answer]:
    """What the API answers to the channel about each complaint."""
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


def _logs(folder: Path) -> dict[str, str]:
    """The logs of a stack's components, each in a folder of the stack's directory."""
    files = folder.glob("*/*.log")
    return {f"log {file.name}": file.read_text(encoding="utf-8", errors="replace") for file in files}
