"""Which complaints have to follow another one, and which are duplicates of one."""

from chassis.shares import Share
from services.complaints.domain.complaint import OPEN, Complaint, State
from services.complaints.store.documents import BRIEF, complaint_of
from services.complaints.store.groups import GROUPS, TO_FOLLOW, duplicates_of
from services.complaints.store.prepare import PreparedStore


class DuplicateStore(PreparedStore):
    """Every method raises `StoreUnavailable` when the store does not confirm.

    `marked` matches a share of what waits, `of` as many as were merged into one complaint in one state.
    """

    async def adopt(self, original: Complaint) -> bool:
        """Note that others are merged into it from now on. False when it was changed meanwhile."""
        where = {
            "_id": original.id,
            "version": original.version,
            "state": {"$in": sorted(state.value for state in OPEN)},
        }
        return await self._complaints.update_one(where, {"$set": {"has_duplicates": True}, "$inc": {"version": 1}})

    async def marked(self, share: Share, limit: int) -> list[Complaint]:
        """At most `limit` complaints of the share that have to follow, or whose duplicates have."""
        found = await self._complaints.find({GROUPS: TO_FOLLOW, "slot": share.slots}, BRIEF, limit)
        return [complaint_of(each) for each in found]

    async def unmark(self, complaint: Complaint) -> None:
        """It was seen to as it is here; what has changed since stays marked."""
        await self._complaints.update_one(
            {"_id": complaint.id, "version": complaint.version}, {"$pull": {GROUPS: TO_FOLLOW}}
        )

    async def get(self, complaint_id: str) -> Complaint | None:
        """The complaint with this id."""
        found = await self._complaints.find_one({"_id": complaint_id}, BRIEF)
        return None if found is None else complaint_of(found)

    async def of(self, original: str, state: State, limit: int) -> list[Complaint]:
        """At most `limit` complaints in this state that were merged into another one."""
        found = await self._complaints.find({GROUPS: duplicates_of(original, state)}, BRIEF, limit)
        return [complaint_of(each) for each in found]

    async def ids_of(self, original: str, limit: int) -> list[str]:
        """The ids of at most `limit` complaints that go, or went, the way of another one."""
        found = await self._complaints.find({GROUPS: duplicates_of(original)}, {"_id": 1}, limit)
        return sorted(each["_id"] for each in found)
