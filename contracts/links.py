"""Signed links of messages: who has one may see, or acknowledge, what that message was about, until it expires.

A link carries all that its reader needs, so nothing has to be kept for it. Notify signs links, complaints reads them.
A token is one word for a URL: base64url of key id, content and an HMAC-SHA256 over both. What a link is for is part of
the content, so a link for reading never acts.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

MAX_VALID = timedelta(hours=72)
"""How long a link may be good for from the moment that it is signed."""
MIN_SECRET_BYTES = 32
MAX_TOKEN = 800
"""No token is longer. One about a complaint, with ids of usual length, has about 150 characters."""

Purpose = Literal["acknowledge", "read", "photo"]
"""What a link is for: taking complaints on, only seeing how they are, or one photo of one complaint."""
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
OF_MESSAGES: tuple[Purpose, ...] = ("acknowledge", "read")
"""Those of links in messages."""

_SKEW = timedelta(minutes=5)
"""How much the clock of whoever signed may be ahead of ours."""
_SIGNATURE_BYTES = 32
_NUMBERS = struct.Struct(">BIH")
"""Purpose, second of expiry since 1970, count."""
_MAX_TEXT = 0x7F
_IS_UUID = 0x80
"""In the place of a text's length: a UUID of 16 bytes follows. Most ids are UUIDs, and so take half the space."""
_ABSENT = 0xFF


class LinkForged(ValueError):
    """None of our keys has signed this token for such a purpose, or it is not complete."""


class LinkExpired(ValueError):
    """The link is genuine, and its time is over: `link` says what it was about."""

    def __init__(self, link: "Link") -> None:
        self.link = link
        super().__init__(f"the link expired at {link.expires_at.isoformat()}")


@dataclass(frozen=True, slots=True)
class LinkKey:
    """A secret of at least 32 bytes that notify and complaints share. Its id, which may be seen, tells keys apart."""

    id: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < MIN_SECRET_BYTES:
            raise ValueError(f"a key for links has {len(self.secret)} bytes; it needs {MIN_SECRET_BYTES} random ones")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says. `message` is the id of what was sent to `recipient`, who was addressed for `unit`.

    It is about one complaint, or without `complaint_id` about the `count` complaints of a digest. `expires_at` has
    whole seconds. Ids are opaque: a link names nobody. That of a photo has its id in place of the message's, the
    channel that it is for as `recipient`, and no unit.
    """

    purpose: Purpose
    message: str
    complaint_id: str | None
    recipient: str
    unit: str
    expires_at: datetime
    count: int = 1


def sign(link: Link, key: LinkKey, now: datetime) -> str:
    """The token of a link: the same for the same link and key. ValueError if it cannot be one, or is good too long."""
    if link.expires_at > now + MAX_VALID:
        raise ValueError(f"a link may be good for {MAX_VALID} at most, not until {link.expires_at.isoformat()}")
    signed = _text(key.id) + _content(link)
    return urlsafe_b64encode(signed + _signature(signed, key)).rstrip(b"=").decode("ascii")


def read(token: str, keys: Sequence[LinkKey], purposes: Collection[Purpose], now: datetime) -> Link:
    """The link of a token that one of our keys has signed for one of these purposes.

    Raises `LinkForged`, or `LinkExpired` when only its time is over.
    """
    raw = _raw(token)
    signed, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
    key_id, content = _taken_text(signed)
    key = next((each for each in keys if each.id == key_id), None)
    if key is None or not hmac.compare_digest(_signature(signed, key), signature):
        raise LinkForged("none of our keys has signed it")
    link = _link(content)
    if link.purpose not in purposes:
        raise LinkForged(f"it is for another purpose: {link.purpose}")
    if link.expires_at > now + MAX_VALID + _SKEW:
        raise LinkForged("it would be good for longer than any link may be")
    if now >= link.expires_at:
        raise LinkExpired(link)
    return link


def _signature(signed: bytes, key: LinkKey) -> bytes:
    return hmac.digest(key.secret, b"tanggap link 1\0" + signed, "sha256")


def _raw(token: str) -> bytes:
    """The bytes of a token. Of the several ways to write the same bytes only one is taken."""
    if len(token) > MAX_TOKEN or not token.isascii():
        raise LinkForged("no token looks like this")
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except NotBase64 as error:
        raise LinkForged("no token looks like this") from error
    if urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != token:
        raise LinkForged("no token looks like this")
    return raw


def _content(link: Link) -> bytes:
    try:
        numbers = _NUMBERS.pack(PURPOSES.index(link.purpose), int(link.expires_at.timestamp()), link.count)
    except struct.error as error:
        raise ValueError(f"a link cannot have the count {link.count} or expire at {link.expires_at}") from error
    return numbers + b"".join(_text(each) for each in (link.message, link.complaint_id, link.recipient, link.unit))


def _link(content: bytes) -> Link:
    """The inverse of `_content`; the content is our own, yet that of a later version may be another one."""
    try:
        purpose, expires, count = _NUMBERS.unpack_from(content)
        rest, texts = content[_NUMBERS.size :], []
        for _ in range(4):
            text, rest = _taken_text(rest)
            texts.append(text)
        message, complaint_id, recipient, unit = texts
        if rest or message is None or recipient is None or unit is None:
            raise LinkForged("it says something else than a link does")
        expires_at = datetime.fromtimestamp(expires, UTC)
        return Link(PURPOSES[purpose], message, complaint_id, recipient, unit, expires_at, count)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise LinkForged("it says something else than a link does") from error


def _text(text: str | None) -> bytes:
    if text is None:
        return bytes((_ABSENT,))
    try:
        uuid = UUID(text)
    except ValueError:
        uuid = None
    if uuid is not None and str(uuid) == text:
        return bytes((_IS_UUID,)) + uuid.bytes
    encoded = text.encode("utf-8")
    if len(encoded) > _MAX_TEXT:
        raise ValueError(f"an id in a link may have {_MAX_TEXT} bytes, not {len(encoded)}: {text[:20]!r}…")
    return bytes((len(encoded),)) + encoded


def _taken_text(raw: bytes) -> tuple[str | None, bytes]:
    """The text that the bytes begin with, and the bytes behind it."""
    if not raw:
        raise LinkForged("it ends too early")
    head, rest = raw[0], raw[1:]
    if head == _ABSENT:
        return None, rest
    length = 16 if head == _IS_UUID else head
    taken, rest = rest[:length], rest[length:]
    if length > _MAX_TEXT or len(taken) < length:
        raise LinkForged("it ends too early")
    if head == _IS_UUID:
        return str(UUID(bytes=taken)), rest
    try:
        return taken.decode("utf-8"), rest
    except UnicodeDecodeError as error:
        raise LinkForged("it is not text") from error
