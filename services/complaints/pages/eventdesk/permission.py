"""What the server hands to the page of an event desk: its letters, and a signed permission to file under its numbers.

It opens nothing by itself: whoever sends entries is signed in. It says which event desk they are of, and whose that is,
and so lets a later session go on. It does not expire: what people said at a stand would be lost by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from services.complaints.store.event_desks import EventDesk
from web.keys import PageKey

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O: next to numbers they are read as 1 and 0."""


@dataclass(frozen=True, slots=True)
class Permission:
    """To file what was entered at this event desk, for people of this unit."""

    event_desk: str
    letters: str
    unit: str

    def key(self, number: int) -> str:
        """By which a repetition of the entry with this number is recognised, whoever sends it."""
        return f"{self.event_desk}-{number}"


def letters_of(number: int) -> str:
    """The letters of an event desk, from 1 on: A to Z, then AA, and so on."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, len(ALPHABET))
        letters = ALPHABET[place] + letters
    return letters


def permission_of(opened: EventDesk) -> Permission:
    """The permission for an event desk that was just opened."""
    return Permission(opened.id, letters_of(opened.number), opened.unit)


def sign(permission: Permission, key: PageKey) -> str:
    """The permission as the page keeps it."""
    return str(_signer(key).dumps([permission.event_desk, permission.letters, permission.unit]))


def read(signed: str, key: PageKey) -> Permission | None:
    """The permission; None for what this city has not signed."""
    try:
        return Permission(*_signer(key).loads(signed))
    except (BadSignature, TypeError, ValueError):
        return None


def handed_over(opened: EventDesk, unit_names: Mapping[str, str], key: PageKey) -> Mapping[str, Any]:
    """What the page gets to know of its event desk; slips name its unit, in each language."""
    permission = permission_of(opened)
    return {
        "id": opened.id,
        "letters": permission.letters,
        "event": opened.event,
        "unit_names": unit_names,
        "opened_at": opened.opened_at.isoformat(),
        "permission": sign(permission, key),
    }


def _signer(key: PageKey) -> URLSafeSerializer:
    return URLSafeSerializer(key.for_purpose("event desks"))
