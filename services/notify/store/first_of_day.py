"""Which escalation was the first of a person's day: one document for each person and day, kept once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.mongo import Driver

KEPT_FOR = timedelta(days=3)


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
        await self._firsts.insert_new(documents)
        ids = [each["_id"] for each in documents]
        found = {each["_id"]: each["delivery"] for each in await self._firsts.find({"_id": {"$in": ids}}, {}, len(ids))}
        return {(recipient, day): found[f"{recipient}:{day}"] for recipient, day in wanted}
