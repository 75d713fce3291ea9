"""Findings: a document each, with the evidence of the last search and the events that are not out yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from chassis.mongo import Document, Driver
from chassis.outbox import Outbox, appended, new_outbox
from contracts.topics import FINDINGS
from services.improvements.domain.findings import Finding, FindingChange

MAX_KNOWN = 5_000
"""Patterns that were ever found, each with its latest episode: cells of a city that were unusual at some time."""
_FINDING = TypeAdapter(Finding)
_SEARCH = "search"


class FindingStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._findings, self._marks = driver.collection("findings"), driver.collection("marks")

    @property
    def outbox(self) -> Outbox:
        """Their events that are not published yet."""
        return Outbox(self._findings, FINDINGS)

    async def create_indexes(self) -> None:
        """Open ones are looked at often, the latest of each pattern at every search."""
        await self._findings.create_index(["open"], only={"open": {"$gt": 0}})
        await self._findings.create_index(["key", "number"])

    async def everything(self) -> list[Finding]:
        """All that are known: what a search compares its patterns with."""
        return [_finding(each) for each in await self._findings.find({}, {"body": 1}, MAX_KNOWN)]

    async def open(self) -> list[Finding]:
        """Those that are open."""
        return [_finding(each) for each in await self._findings.find({"open": {"$gt": 0}}, {"body": 1}, MAX_KNOWN)]

    async def count_open(self) -> int:
        """How many are open, without their evidence."""
        return len(await self._findings.find({"open": {"$gt": 0}}, {"_id": 1}, MAX_KNOWN))

    async def get(self, finding_id: str) -> tuple[Finding, int] | None:
        """The finding with this id, and its version."""
        found = await self._findings.find_one({"_id": finding_id})
        return None if found is None else (_finding(found), found["seq"])

    async def keep(self, change: FindingChange, now: datetime) -> None:
        """Keep what a search made of a finding; what it says is published once, however often it is kept."""
        finding = change.finding
        bodies = [FINDINGS.encode(event) for event in change.events]
        document = {"_id": finding.id, **new_outbox(finding.id, bodies, now), **_fields(finding)}
        if await self._findings.insert_new([document]):
            return
        is_kept = False
        while not is_kept and (known := await self.get(finding.id)) is not None:
            # Somebody may have laid it aside since the search began.
            merged = replace(change, finding=replace(finding, dismissed=known[0].dismissed))
            is_kept = await self.advance(merged, known[1], now)

    async def advance(self, change: FindingChange, version: int, now: datetime) -> bool:
        """Keep a change with its events; False when somebody was quicker: then nothing has changed."""
        fields = _fields(change.finding)
        absent: dict[str, dict[str, Any]] = {} if "open" in fields else {"$unset": {"open": ""}}
        bodies: Sequence[bytes] = [FINDINGS.encode(event) for event in change.events]
        update = appended(version + 1, bodies, now, {"$set": fields, **absent})
        return await self._findings.update_one({"_id": change.finding.id, "seq": version}, update)

    async def searched_at(self) -> datetime | None:
        """When the last search ended."""
        mark = await self._marks.find_one({"_id": _SEARCH})
        return None if mark is None else mark["at"]

    async def note_search(self, at: datetime) -> None:
        """A search has ended."""
        await self._marks.update_one({"_id": _SEARCH}, {"$set": {"at": at}}, upsert=True)


def _fields(finding: Finding) -> Document:
    fields: Document = {
        "body": _FINDING.dump_json(finding, exclude_defaults=True),
        "key": finding.episode.key,
        "number": finding.episode.number,
    }
    return fields | ({"open": 1} if finding.is_open else {})


def _finding(document: Document) -> Finding:
    return _FINDING.validate_json(bytes(document["body"]))
