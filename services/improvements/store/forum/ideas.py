"""Ideas, a document each, and their support: one for each browser and idea, whatever happens.

The store itself drops what is not public when its time is over. How many support an idea is counted from what was kept;
beside an idea lies what was counted last, by which ideas are sorted.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from chassis.mongo import Document, Driver
from services.improvements.domain.forum.ideas import Idea, IdeaState

MAX_PAGE = 50
_IDEA = TypeAdapter(Idea)


class IdeaStore:
    """Every method raises `StoreUnavailable` when the store does not confirm."""

    def __init__(self, driver: Driver) -> None:
        self._ideas, self._supports = driver.collection("ideas"), driver.collection("idea_supports")

    async def create_indexes(self) -> None:
        """Public ones are listed by time and by support, those that wait by time."""
        await self._ideas.create_index(["is_public", "place"])
        await self._ideas.create_index(["is_public", "supports"])
        await self._ideas.create_index(["state", "place"])
        await self._ideas.create_index(["delete_at"], expire_after_s=0)
        await self._supports.create_index(["idea"])

    async def add(self, idea: Idea, delete_at: datetime) -> bool:
        """Keep a new one until then; False when there is one of its id already."""
        document = {"_id": idea.id, "version": 1, "supports": 0, "delete_at": delete_at, **_fields(idea)}
        return bool(await self._ideas.insert_new([document]))

    async def get(self, idea_id: str) -> tuple[Idea, int] | None:
        """The idea with this id, and its version."""
        found = await self._ideas.find_one({"_id": idea_id})
        return None if found is None else (_idea(found), found["version"])

    async def advance(self, idea: Idea, version: int, delete_at: datetime | None) -> bool:
        """Keep what a step made of it, for good or until then; False when somebody was quicker."""
        fields = {**_fields(idea), "version": version + 1}
        change = (
            {"$set": fields, "$unset": {"delete_at": ""}}
            if delete_at is None
            else {"$set": {**fields, "delete_at": delete_at}}
        )
        return await self._ideas.update_one({"_id": idea.id, "version": version}, change)

    async def newest(self, before: str | None = None, limit: int = MAX_PAGE) -> list[Idea]:
        """Public ones, the latest first; before the place of another one if one is given."""
        place = {"$lt": before} if before is not None else {"$gt": ""}
        found = await self._ideas.find({"is_public": True, "place": place}, {}, min(limit, MAX_PAGE), [("place", -1)])
        return [_idea(each) for each in found]

    async def most_supported(self, limit: int = MAX_PAGE) -> list[Idea]:
        """Public ones, those with the most support first."""
        found = await self._ideas.find({"is_public": True}, {}, min(limit, MAX_PAGE), [("supports", -1)])
        return [_idea(each) for each in found]

    async def waiting(self, limit: int = MAX_PAGE) -> list[Idea]:
        """Those that nobody has looked at, the longest waiting first."""
        found = await self._ideas.find({"state": IdeaState.WAITING.value}, {}, min(limit, MAX_PAGE), [("place", 1)])
        return [_idea(each) for each in found]

    async def support(self, idea_id: str, voter: str, at: datetime) -> int:
        """Keep that a voter supports it, once; how many do now."""
        await self._supports.insert_new([{"_id": f"{idea_id}:{voter}", "idea": idea_id, "at": at}])
        number = (await self.supports([idea_id])).get(idea_id, 0)
        await self._ideas.update_one({"_id": idea_id}, {"$max": {"supports": number}})
        return number

    async def is_supported(self, idea_id: str, voter: str) -> bool:
        """Whether a voter supports it."""
        return await self._supports.find_one({"_id": f"{idea_id}:{voter}"}) is not None

    async def supports(self, idea_ids: Sequence[str]) -> dict[str, int]:
        """How many support each of these. Whoever asks bounds how many they are."""
        groups = await self._supports.aggregate(
            [{"$match": {"idea": {"$in": list(idea_ids)}}}, {"$group": {"_id": "$idea", "number": {"$sum": 1}}}]
        )
        return {each["_id"]: each["number"] for each in groups}


def place_of(idea: Idea) -> str:
    """Where it stands among all: by when it was proposed."""
    return f"{idea.proposed_at.isoformat(timespec='milliseconds')} {idea.id}"


def _fields(idea: Idea) -> Document:
    return {
        "body": _IDEA.dump_json(idea),
        "place": place_of(idea),
        "state": idea.state.value,
        "is_public": idea.is_public,
    }


def _idea(document: Document) -> Idea:
    return _IDEA.validate_json(bytes(document["body"]))
