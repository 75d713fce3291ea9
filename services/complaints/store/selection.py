"""From what somebody wants listed to what is asked of the store."""

import re
from datetime import datetime
from typing import Any

from services.complaints.domain.queues import (
    area_queue,
    category_queue,
    district_of,
    person_queue,
    place_at,
    unit_queue,
)
from services.complaints.record import ListQuery
from services.complaints.store.lists import Selection


def selection_of(wanted: ListQuery, now: datetime) -> Selection:
    """The queues, those that are likely to be short first, and what else has to hold."""
    district = district_of(wanted.area)
    queues = (
        *((person_queue(wanted.assignee),) if wanted.assignee else ()),
        unit_queue(wanted.unit),
        *((category_queue(wanted.category),) if wanted.category else ()),
        *((area_queue(district),) if district else ()),
    )
    until = place_at(round(now.timestamp() * 1000)) if wanted.overdue else None
    return Selection(queues, _condition(wanted), until)


def _condition(wanted: ListQuery) -> dict[str, Any]:
    condition: dict[str, Any] = {}
    if wanted.overdue:
        condition["overdue"] = True
    if wanted.state:
        condition["state"] = wanted.state
    if wanted.area:
        condition["routing_input.area"] = {"$regex": rf"^{re.escape(wanted.area)}(\.|$)"}
    if wanted.words:
        condition["$and"] = [_has_word(word) for word in wanted.words]
    if wanted.only_itself:
        condition["$or"] = [{field: wanted.unit} for field in ("unit", "delegated_to", "contributors", "contributed")]
        if wanted.with_reviews:
            condition["$or"].append({"review_pending": True})
    return condition


def _has_word(word: str) -> dict[str, Any]:
    """The word as a whole, as `words.tokens` tells words apart."""
    pattern = rf"(?<![^\W_]){re.escape(word)}(?![^\W_])"
    return {"request.text": {"$regex": pattern, "$options": "i"}}
