"""Finds contact data in a text that everybody would read: so that nobody publishes their own, or somebody else's."""

import re
import unicodedata
from enum import StrEnum

_BETWEEN = r"[\s().\-/]*"


class Contact(StrEnum):
    """What was found."""

    MAIL = "mail"
    LINK = "link"
    PHONE = "phone"
    NUMBER = "number"
    HANDLE = "handle"


_PATTERNS = {
    Contact.MAIL: re.compile(r"[^\s@]@[\w-]+\.[\w.-]*\w"),
    Contact.LINK: re.compile(r"(?:https?://|www\.|\bwa\.me\b|\bt\.me\b)", re.IGNORECASE),
    Contact.NUMBER: re.compile(r"(?<!\d)\d{15,}"),
    Contact.PHONE: re.compile(rf"(?<!\d)(?:\+{_BETWEEN}\d|0|62)(?:{_BETWEEN}\d){{8,14}}"),
    Contact.HANDLE: re.compile(r"(?<!\w)@\w{3,}"),
}
"""A number of fifteen digits or more is that of a person or a card; a phone number begins with +, 0 or 62 and has nine
digits or more, so that amounts of money may stand there.
"""


def contact_in(text: str) -> Contact | None:
    """The first kind of contact data that a text holds; None where there is none. Digits of any script count."""
    plain = unicodedata.normalize("NFKC", text)
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)), None)
