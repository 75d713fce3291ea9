"""When a complaint was filed a moment ago already: by the same channel, in the same words, about the same place."""

import hashlib
from datetime import datetime, timedelta

import orjson

from contracts.values import RoutingInput
from services.complaints.domain.complaint import Complaint


def same_of(about: RoutingInput, text: str) -> str:
    """What two complaints have in common if, and only if, they say the same; upper case and blanks make no difference.

    All that may be published of a complaint and is not taken from its text counts, so a trial says nothing that counts.
    """
    place = about.point and (about.point.latitude, about.point.longitude)
    words = " ".join(text.casefold().split())
    said = [about.mode, about.channel, about.category, about.area, place, about.policy, words]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()


def is_recent(earlier: Complaint, now: datetime, within: timedelta) -> bool:
    """Whether it was filed so lately that who says the same means the same."""
    return now - earlier.routing_input.filed_at < within
