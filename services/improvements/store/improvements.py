"""Improvement actions: a document each, which holds the action, its words and the events that are not out yet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from chassis.errors import TemporarilyUnavailable
from chassis.mongo import BEGINNING, Change, Document, Driver
from chassis.outbox import Outbox, appended, new_outbox
from contracts.events import Event
from contracts.improvement_events import LearningAssigned, LearningWithdrawn
from contracts.topics import IMPROVEMENTS
from services.improvements.domain.standing import Deadlines
from services.improvements.record import Record

MAX_PAGE = 100
MAX_OPEN = 5_000
"""A city has people for a few hundred."""
MAX_ASSIGNING = 2_000
"""Improvement actions that assign what one request is about."""
_RECORD = TypeAdapter(Record)
_DEADLINES = TypeAdapter(Deadlines)


class DeadlinesChanged(TemporarilyUnavailable):
    """Another process has changed them since they were read: the same events are to be taken again."""


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
        await self._improvements.create_index(["learning_at"], only={"learning_at": {"$gt": BEGINNING}})
        await self._improvements.create_index(["unsent_at"], only={"unsent_at": {"$gt": BEGINNING}})
        await self._improvements.create_index(["activities"], only={"activities": {"$gt": ""}})

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
        if any(isinstance(event, LearningAssigned | LearningWithdrawn) for event in events):
            fields["unsent_at"] = now
        update = appended(version + 1, bodies, now, change)
        return await self._improvements.update_one({"_id": after.improvement.id, "seq": version}, update)

    async def note_deadlines(self, events: Mapping[str, Sequence[Event]]) -> None:
        """Keep what sla says of the deadlines of these, by their ids; nothing waits for one that there is not."""
        ids = list(events)
        found = await self._improvements.find({"_id": {"$in": ids}}, {"deadlines": 1}, len(ids))
        changes: list[Change] = []
        for document in found:
            before = after = _deadlines(document)
            for event in events[document["_id"]]:
                after = after.after(event)
            if after != before:
                where = {"_id": document["_id"], "deadlines": document.get("deadlines")}
                changes.append((where, {"$set": {"deadlines": _DEADLINES.dump_json(after)}}))
        if await self._improvements.update_each(changes) < len(changes):
            raise DeadlinesChanged("the deadlines of an improvement were changed by another process meanwhile")

    async def deadlines(self, improvement_ids: Sequence[str]) -> dict[str, Deadlines]:
        """How the deadlines of these stand. Whoever asks bounds how many they are."""
        ids = list(improvement_ids)
        found = await self._improvements.find({"_id": {"$in": ids}}, {"deadlines": 1}, len(ids))
        return {each["_id"]: _deadlines(each) for each in found}

    async def standing(self) -> list[tuple[str, Deadlines]]:
        """The state of each that is open, and how its deadlines stand."""
        where = {"open_since": {"$gt": BEGINNING}}
        found = await self._improvements.find(where, {"state": 1, "deadlines": 1}, MAX_OPEN)
        return [(each["state"], _deadlines(each)) for each in found]

    async def latest(self, before: datetime | None, limit: int = MAX_PAGE) -> list[Record]:
        """Those proposed last, before a moment if one is given: the place of the last one leads to the next page."""
        where = {"proposed_at": {"$lt": before}} if before is not None else {"proposed_at": {"$gt": BEGINNING}}
        found = await self._improvements.find(where, {}, min(limit, MAX_PAGE), [("proposed_at", -1)])
        return [_record(each) for each in found]

    async def to_judge(self, until: datetime, limit: int) -> list[tuple[Record, int]]:
        """Some of those whose effect is to be judged by then, each with its version."""
        found = await self._improvements.find({"judge_at": {"$gt": BEGINNING, "$lte": until}}, {}, limit)
        return [(_record(each), each["seq"]) for each in found]

    async def with_learning(self, before: datetime | None, limit: int) -> list[Record]:
        """Those that have assigned learning, the latest first, as `latest` does it."""
        where = {"learning_at": {"$gt": BEGINNING, **({"$lt": before} if before is not None else {})}}
        found = await self._improvements.find(where, {}, min(limit, MAX_PAGE), [("learning_at", -1)])
        return [_record(each) for each in found]

    async def that_assign(self, activities: Collection[str]) -> list[Record]:
        """Those that have assigned any of these activities. Whoever asks bounds how many they are."""
        wanted = sorted(activities)
        found = await self._improvements.find({"activities": {"$in": wanted}}, {}, MAX_ASSIGNING) if wanted else []
        return [_record(each) for each in found]

    async def unsent(self, limit: int) -> list[tuple[Record, datetime]]:
        """Some whose learning has changed since statements about it were made, each with when that was."""
        found = await self._improvements.find({"unsent_at": {"$gt": BEGINNING}}, {}, limit, [("unsent_at", 1)])
        return [(_record(each), each["unsent_at"]) for each in found]

    async def note_sent(self, improvement_id: str, changed_at: datetime) -> None:
        """Statements were made of what has changed then; what has changed since is still to be made."""
        where = {"_id": improvement_id, "unsent_at": changed_at}
        await self._improvements.update_one(where, {"$unset": {"unsent_at": ""}})


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
    if improvement.learning:
        fields["learning_at"] = improvement.learning[-1].assigned_at
        fields["activities"] = sorted({each.activity for each in improvement.learning})
    return fields


def _deadlines(document: Document) -> Deadlines:
    kept = document.get("deadlines")
    return Deadlines() if kept is None else _DEADLINES.validate_json(bytes(kept))


def _record(document: Document) -> Record:
    return _RECORD.validate_json(bytes(document["body"]))
