"""The kinds of values that statements are made of."""

import re
from datetime import UTC, datetime

from services.improvements.domain.learning.xapi.checking import a, a_map, anything

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_MAILTO = re.compile(r"mailto:[^@\s]+@[^@\s]+")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
_SHA2 = re.compile(r"[0-9a-fA-F]{56,128}")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}")
_DURATION = re.compile(
    r"P(?=[\dT])(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+(?:\.\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?)"
)
_TAG = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*"
    r"(?:-x(?:-[A-Za-z0-9]{1,8})+)?|x(?:-[A-Za-z0-9]{1,8})+|i-[A-Za-z0-9]{2,8}"
)
"""RFC 5646, with the grandfathered tags that begin with i."""
_NEGATIVE_ZERO = re.compile(r"-00(?::?00)?$")
_ISO_DATE_TIME = re.compile(r"\d{4}-?\d{2}-?\d{2}[T ]\d{2}.*")


def moment_in(text: str) -> datetime | None:
    """The moment that an ISO 8601 text names, in UTC; None when it names none. Without a zone it is UTC."""
    if _ISO_DATE_TIME.fullmatch(text) is None or _NEGATIVE_ZERO.search(text[10:]):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


TEXT = a(str, "text")
BOOLEAN = a(bool, "true or false")
NUMBER = a((int, float), "number")
LENGTH = a(int, "whole number from 0 on", lambda value: value >= 0)
IRI = a(str, "absolute IRI", lambda value: _IRI.fullmatch(value) is not None)
MAILTO = a(str, "mail address such as mailto:learner@example.org", lambda value: _MAILTO.fullmatch(value) is not None)
SHA1 = a(str, "SHA-1 in hexadecimal", lambda value: _SHA1.fullmatch(value) is not None)
SHA2 = a(str, "SHA-2 in hexadecimal", lambda value: _SHA2.fullmatch(value) is not None)
UUID = a(str, "UUID", lambda value: _UUID.fullmatch(value) is not None)
DURATION = a(str, "ISO 8601 duration", lambda value: _DURATION.fullmatch(value) is not None)
TIMESTAMP = a(str, "ISO 8601 time", lambda value: moment_in(value) is not None)
LANGUAGE = a(str, "language by RFC 5646", lambda value: _TAG.fullmatch(value) is not None)
LANGUAGE_MAP = a_map(LANGUAGE, TEXT)
EXTENSIONS = a_map(IRI, anything)
VERSION = a(str, "version 1.0", lambda value: value == "1.0" or value.startswith("1.0."))
