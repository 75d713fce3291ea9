"""Improvement actions: a document each, which holds the action, its words and the events that are not out yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from chassis.mongo import BEGINNING, Document, Driver
from chassis.outbox import Outbox, appended, new_outbox
from contracts.events import Event
from contracts.topics import IMPROVEMENTS
from services.improvements.record import Record

MAX_PAGE = 100
_RECORD = TypeAdapter(Record)


class ImprovementStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._improvements = driver.collection("improvements")

    @property
    def outbox(self) -> Outbox:
        """Their events that are not published yet."""
        return Outbox(self._improvements, IMPROVEMENTS)

    async def create_indexes(self) -> None:
        """What is open, and what waits for a judgement, are few: these indexes stay small."""
        await self._improvements.create_index(["proposed_at"])
        await self._improvements.create_index(["open_since"], only={"open_since": {"$gt": BEGINNING}})
        await self._improvements.create_index(["judge_at"], only={"judge_at": {"$gt": BEGINNING}})

    async def add(self, record: Record, events: Sequence[Event], now: datetime) -> bool:
        """Keep a new one with its first events; False when there is one of its id already."""
        outbox = new_outbox(record.improvement.id, [IMPROVEMENTS.encode(event) for event in events], now)
        return bool(await self._improvements.insert_new([{"_id": record.improvement.id, **outbox, **_fields(record)}]))

    async def get(self, improvement_id: str) -> tuple[Record, int] | None:
        """The action with this id, and its version."""
        found = await self._improvements.find_one({"_id": improvement_id})
        return None if found is None else (_record(found), found["seq"])

    async def advance(self, after: Record, version: int, events: Sequence[Event], now: datetime) -> bool:
        """Keep what a step made of it, with its events; False when somebody was quicker: then nothing has changed."""
        fields = _fields(after)
        absent = {name: "" for name in ("open_since", "judge_at") if name not in fields}
        change: dict[str, dict[str, Any]] = {"$set": fields, **({"$unset": absent} if absent else {})}
        bodies = [IMPROVEMENTS.encode(event) for event in events]
        update = appended(version + 1, bodies, now, change)
        return await self._improvements.update_one({"_id": after.improvement.id, "seq": version}, update)

    async def latest(self, before: datetime | None, limit: int = MAX_PAGE) -> list[Record]:
        """Those proposed last, before a moment if one is given: the place of the last one leads to the next page."""
        where = {"proposed_at": {"$lt": before}} if before is not None else {"proposed_at": {"$gt": BEGINNING}}
        found = await self._improvements.find(where, {}, min(limit, MAX_PAGE), [("proposed_at", -1)])
        return [_record(each) for each in found]

    async def to_judge(self, until: datetime, limit: int) -> list[tuple[Record, int]]:
        """Some of those whose effect is to be judged by then, each with its version."""
        found = await self._improvements.find({"judge_at": {"$gt": BEGINNING, "$lte": until}}, {}, limit)
        return [(_record(each), each["seq"]) for each in found]


def _fields(record: Record) -> Document:
    """What is looked for lies beside what is only kept."""
    improvement = record.improvement
    fields: Document = {
        "body": _RECORD.dump_json(record, exclude_defaults=True),
        "proposed_at": improvement.proposed_at,
        "state": improvement.state.value,
        "unit": improvement.unit,
    }
    if improvement.is_open:
        fields["open_since"] = improvement.proposed_at
    if improvement.judge_at is not None:
        fields["judge_at"] = improvement.judge_at
    return fields


def _record(document: Document) -> Record:
    return _RECORD.validate_json(bytes(document["body"]))
