"""Statements about learning for a learning record store: a document each, from when they are made until for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.mongo import BEGINNING, Document, Driver

MAX_REASON = 300
"""Characters of an answer that are kept."""


class Sent(StrEnum):
    """What became of a statement. `waiting`: it is to be sent, or to be sent again."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A statement on its way: `body` is its JSON, `unit` the one that it is about."""

    id: str
    improvement: str
    number: int
    unit: str
    body: bytes
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """What a learning record store has refused for good, with the reason that it gave."""

    number: int
    unit: str
    reason: str


class StatementStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._statements = driver.collection("learning_statements")

    async def create_indexes(self) -> None:
        """What waits is looked for often; what was refused is shown with its improvement action."""
        await self._statements.create_index(["due_at"], only={"due_at": {"$gt": BEGINNING}})
        await self._statements.create_index(["refused_of"], only={"refused_of": {"$gt": ""}})

    async def add(self, made: Sequence[Outgoing], now: datetime) -> None:
        """Keep those that are not kept yet, to be sent; the same again changes nothing."""
        await self._statements.insert_new([_document(each, now) for each in made])

    async def due(self, now: datetime, limit: int) -> list[Outgoing]:
        """Some that are to be sent now, those that wait longest first."""
        where = {"due_at": {"$gt": BEGINNING, "$lte": now}}
        found = await self._statements.find(where, {}, limit, [("due_at", 1)])
        return [_outgoing(each) for each in found]

    async def count_waiting(self, limit: int) -> int:
        """How many are to be sent, up to a limit."""
        return len(await self._statements.find({"due_at": {"$gt": BEGINNING}}, {"_id": 1}, limit))

    async def note_sent(self, statement_id: str, now: datetime) -> None:
        """It has arrived."""
        change = {"$set": {"state": Sent.SENT.value, "sent_at": now}, "$unset": {"due_at": ""}}
        await self._statements.update_one({"_id": statement_id}, change)

    async def note_refused(self, statement: Outgoing, reason: str) -> None:
        """It was refused for good."""
        fields = {"state": Sent.REFUSED.value, "reason": reason[:MAX_REASON], "refused_of": statement.improvement}
        await self._statements.update_one({"_id": statement.id}, {"$set": fields, "$unset": {"due_at": ""}})

    async def put_off(self, statement: Outgoing, until: datetime) -> None:
        """It is to be sent again then."""
        await self._statements.update_one(
            {"_id": statement.id}, {"$set": {"due_at": until, "attempts": statement.attempts + 1}}
        )

    async def refused(self, improvement_id: str, limit: int) -> list[Refused]:
        """What was refused of the statements about an improvement action."""
        found = await self._statements.find({"refused_of": improvement_id}, {}, limit)
        return [Refused(each["number"], each["unit"], each["reason"]) for each in found]


def _document(made: Outgoing, now: datetime) -> Document:
    return {
        "_id": made.id,
        "improvement": made.improvement,
        "number": made.number,
        "unit": made.unit,
        "body": made.body,
        "state": Sent.WAITING.value,
        "attempts": made.attempts,
        "made_at": now,
        "due_at": now,
    }


def _outgoing(document: Document) -> Outgoing:
    return Outgoing(
        document["_id"],
        document["improvement"],
        document["number"],
        document["unit"],
        bytes(document["body"]),
        document["attempts"],
    )
