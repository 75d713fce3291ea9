"""Which escalation was the first of a person's day: one document for each person and day, kept once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.errors import Duplicate
from chassis.mongo import Driver

KEPT_FOR = timedelta(days=3)
MAX_INSERT = 100


class FirstOfDay:
    """Every look is for the ids of one batch."""

    def __init__(self, driver: Driver) -> None:
        self._firsts = driver.collection("firsts_of_day")

    async def claim(self, wanted: Mapping[tuple[str, str], str], now: datetime) -> dict[tuple[str, str], str]:
        """The delivery that is the first for each person and day: the one given, unless another was quicker.

        Asked again with the same deliveries it answers the same.
        """
        if not wanted:
            return {}
        documents = [
            {"_id": f"{recipient}:{day}", "delivery": delivery, "at": now}
            for (recipient, day), delivery in wanted.items()
        ]
        for start in range(0, len(documents), MAX_INSERT):
            for fault in (await self._firsts.insert_many(documents[start : start + MAX_INSERT])).values():
                if not isinstance(fault, Duplicate):
                    raise fault
        ids = [each["_id"] for each in documents]
        found = {each["_id"]: each["delivery"] for each in await self._firsts.find({"_id": {"$in": ids}}, {}, len(ids))}
        return {(recipient, day): found[f"{recipient}:{day}"] for recipient, day in wanted}
