"""A request to file a complaint, and what makes its repetition recognisable: its key and its fingerprint."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime

import orjson

from contracts.history import PastEnd
from contracts.values import Point
from services.complaints.domain.rights import Principal


@dataclass(frozen=True, slots=True)
class FilingRequest:
    """What is handed in, and by whom. `external_id`, else `key`, makes its repetition within `channel` recognisable.

    A complainant who does not want updates hears only what is asked of them. Where no `language` is given, it is the
    channel's if the city has that, else the city's first; a repetition is the same request whatever that is by then.
    `filed_at`, `policy` and `history` are of a complaint that was filed in another system: when, under which policy,
    and how it ended. `follows` is the id of a complaint that somebody else has filed, and that this one goes the way
    of: see `application.join`.
    """

    channel: str
    by: Principal
    text: str
    category: str | None = None
    area: str | None = None
    point: Point | None = None
    language: str | None = None
    language_of_channel: str | None = None
    wants_updates: bool = True
    external_id: str | None = None
    key: str | None = None
    trace: str | None = None
    filed_at: datetime | None = None
    policy: str | None = None
    history: PastEnd | None = None
    follows: str | None = None


def key_of(wanted: FilingRequest) -> str | None:
    """Under which a request is kept; None where its repetition is not recognised."""
    if wanted.external_id is not None:
        return f"external:{wanted.external_id}"
    return f"key:{hashlib.sha256(_bytes(wanted.key)).hexdigest()}" if wanted.key else None


def _bytes(key: str) -> bytes:
    """As the header of a request carries it; a key from elsewhere may hold more than that can."""
    try:
        return key.encode("latin-1")
    except UnicodeEncodeError:
        return key.encode("utf-8", "surrogatepass")


def fingerprint_of(wanted: FilingRequest) -> str:
    """By which a request is known as the same as one under the same key.

    What is as it was before there was a choice has the fingerprint of before: old requests may be repeated.

    What a follower's complaint is about is not the follower's to say.
    """
    about = {"category": wanted.category, "area": wanted.area, "point": wanted.point and wanted.point.model_dump()}
    content = {
        "text": wanted.text,
        **(about if wanted.follows is None else {}),
        "language": wanted.language,
        "external_id": wanted.external_id,
        **({} if wanted.wants_updates else {"wants_updates": False}),
        **({"filed_at": wanted.filed_at} if wanted.filed_at else {}),
        **({"policy": wanted.policy} if wanted.policy else {}),
        **({"history": asdict(wanted.history)} if wanted.history else {}),
        **({} if wanted.follows is None else {"follows": wanted.follows}),
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
