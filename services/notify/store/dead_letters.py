"""Deliveries that failed for good, and what people decided about them and about the dead letters of topics.

Every method raises `StoreUnavailable` when the store does not answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.mongo import BEGINNING, Document, Driver
from services.notify.domain.dead_letters import Action, put_off
from services.notify.domain.delivery import Delivery
from services.notify.store.by_time import ByTime, Place
from services.notify.store.digests import Digests
from services.notify.store.documents import delivery_from, waiting
from services.notify.store.webhook_log import Attempt, attempts_in

KEPT_FOR = timedelta(days=90)
"""Three times as long as a topic keeps its dead letters."""
UNFINISHED_AFTER = timedelta(minutes=2)
"""Whoever began to retry a letter, and has not said since that it is done, has failed."""
MAX_IDS = 500


@dataclass(frozen=True)
class FailedDelivery:
    """A delivery at its end, since when, and the attempts at the message that carried it: itself or a digest."""

    delivery: Delivery
    failed_at: datetime
    attempts: tuple[Attempt, ...]

    @property
    def code(self) -> str:
        """Why the last attempt failed."""
        return str(self.attempts[-1].code) if self.attempts else "unknown"

    @property
    def place(self) -> Place:
        """Where it stands among the failed ones."""
        return Place(self.failed_at, self.delivery.id)


class FailedDeliveries:
    """Those with `failed_at`, by that time; retried or dropped, a delivery no longer has it."""

    def __init__(self, driver: Driver) -> None:
        self._deliveries, self._made = driver.collection("deliveries"), driver.collection("digests")
        self._digests = Digests(driver)

    async def newest(self, before: Place, since: datetime | None, limit: int) -> list[FailedDelivery]:
        """Up to `limit` of them right before a place, the latest first."""
        found = await ByTime(self._deliveries, {}, "failed_at").newest(before, since or BEGINNING, limit)
        return await self._failed(found)

    async def get(self, delivery_id: str) -> FailedDelivery | None:
        """The one with this id."""
        document = await self._deliveries.find_one({"_id": delivery_id})
        if document is None or document["state"] != "failed" or "failed_at" not in document:
            return None
        return (await self._failed([document]))[0]

    async def _failed(self, documents: Sequence[Document]) -> list[FailedDelivery]:
        """What a digest held has the proof of that digest, after that of what was tried before it joined one."""
        digests = sorted({each["digest"] for each in documents if each.get("digest")})
        found = await self._made.find({"_id": {"$in": digests}}, {"proof": 1}, len(digests)) if digests else []
        proofs = {digest["_id"]: digest["proof"] for digest in found}
        return [
            FailedDelivery(
                delivery_from(each),
                each["failed_at"],
                attempts_in([*each["proof"], *proofs.get(each.get("digest"), [])]),
            )
            for each in documents
        ]

    async def retry(self, fresh: Delivery) -> bool:
        """Let a failed delivery go out as `fresh`; False when somebody else has decided about it meanwhile.

        The digest that it is to wait for exists before it does; if it was made meanwhile, it waits for a later one.
        """
        await self._digests.expect([fresh])
        change: Document = {
            "state": fresh.state, "attempts": fresh.attempts, "digest": fresh.digest, "digest_at": fresh.digest_at,
        }  # fmt: skip
        if fresh.waits:
            change |= waiting(fresh)
        if fresh.next_attempt_at is not None:
            change["next_attempt_at"] = fresh.next_attempt_at
        is_ours = await self._deliveries.update_one(_open(fresh.id), {"$set": change, "$unset": {"failed_at": ""}})
        if is_ours:
            await self._digests.move_late([fresh.id], put_off)
        return is_ours

    async def drop(self, delivery_id: str) -> bool:
        """Leave it as failed, and list it no more; False when somebody else has decided about it meanwhile."""
        return await self._deliveries.update_one(_open(delivery_id), {"$unset": {"failed_at": ""}})


@dataclass(frozen=True)
class Handled:
    """What was decided about a dead letter."""

    id: str
    action: Action
    at: datetime
    reason: str


class HandledDeadLetters:
    """The decisions, by the letter's id, for a while: topics keep their letters whatever was decided."""

    def __init__(self, driver: Driver) -> None:
        self._handled = driver.collection("handled_dead_letters")

    async def create_indexes(self) -> None:
        """The store forgets decisions by itself. Safe to repeat."""
        await self._handled.create_index(["at"], expire_after_s=int(KEPT_FOR.total_seconds()))

    async def note(self, handled: Handled) -> None:
        """Keep a decision; it replaces an earlier one about the same letter."""
        await self._handled.update_one({"_id": handled.id}, {"$set": _values(handled)}, upsert=True)

    async def begin(self, handled: Handled) -> bool:
        """Keep a decision if there is none yet; False when there is. A retry that never ended counts for nothing."""
        if await self._handled.insert_new([{"_id": handled.id, **_values(handled)}]):
            return True
        abandoned = {"_id": handled.id, "action": "retrying", "at": {"$lt": handled.at - UNFINISHED_AFTER}}
        return await self._handled.update_one(abandoned, {"$set": _values(handled)})

    async def withdraw(self, letter_id: str) -> None:
        """Forget a retry that could not be carried out."""
        await self._handled.delete_all({"_id": letter_id, "action": "retrying"})

    async def of(self, letter_ids: Sequence[str], now: datetime) -> dict[str, Handled]:
        """The decisions about these letters, but for retries that never ended."""
        found: list[Document] = []
        for start in range(0, len(letter_ids), MAX_IDS):
            ids = list(letter_ids[start : start + MAX_IDS])
            found += await self._handled.find({"_id": {"$in": ids}}, {}, len(ids))
        decided = [_handled(document) for document in found]
        return {each.id: each for each in decided if each.action != "retrying" or each.at > now - UNFINISHED_AFTER}

    async def newest(self, before: Place, since: datetime | None, limit: int) -> list[Handled]:
        """Up to `limit` decisions right before a place, the latest first."""
        found = await ByTime(self._handled, {}, "at").newest(before, since or BEGINNING, limit)
        return [_handled(document) for document in found]


def _open(delivery_id: str) -> Document:
    return {"_id": delivery_id, "state": "failed", "failed_at": {"$gt": BEGINNING}}


def _values(handled: Handled) -> Document:
    return {"action": handled.action, "at": handled.at, "reason": handled.reason}


def _handled(document: Document) -> Handled:
    return Handled(document["_id"], document["action"], document["at"], document["reason"])
