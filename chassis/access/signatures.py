"""Signed requests: what is signed, and when a signature counts. Pure; the test vectors of integrators come from here.

The string to sign has six lines, with a line feed between them and none at the end:

    tanggap-v1
    POST                                        the method, in capitals
    /v1/complaints?lang=id                      the path as it is sent, percent-encoded, with `?` and the query if any
    e3b0c442…                                   SHA-256 of the body as it is sent, 64 hexadecimal digits in lower case
    1767225600                                  the time, in whole seconds since 1970 in UTC
    b7e1f0c2a94d4c1e                            the nonce: 16 to 64 letters, digits, `-` or `_`, never used before

The signature is its HMAC-SHA256 in lower case hexadecimal digits; the key is the secret as it was shown, in UTF-8. It
travels in four headers, `SIGNATURE` with `v1=` before the digits.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

CHANNEL, TIMESTAMP = "X-Tanggap-Channel", "X-Tanggap-Timestamp"
NONCE, SIGNATURE = "X-Tanggap-Nonce", "X-Tanggap-Signature"
HEADERS = (CHANNEL, TIMESTAMP, NONCE, SIGNATURE)

VERSION = "tanggap-v1"
PREFIX = "v1="
MAX_SKEW_S = 300
"""How far the clock of whoever signs may be from ours, and so how long a signature counts."""
REMEMBERED_FOR = timedelta(seconds=3 * MAX_SKEW_S)
"""How long a nonce is remembered: a time that is accepted now is so for twice `MAX_SKEW_S` at most; the rest is for
clocks of ours that differ."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TIME = re.compile(r"[0-9]{1,12}")
_DIGITS = re.compile(r"v1=[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signed:
    """What a request says of itself. `target` is the path with its query, `timestamp` in whole seconds."""

    channel: str
    method: str
    target: str
    timestamp: int
    nonce: str
    signature: str


def body_hash(body: bytes) -> str:
    """Of a body, also an empty one."""
    return hashlib.sha256(body).hexdigest()


def string_to_sign(method: str, target: str, hashed_body: str, timestamp: int, nonce: str) -> str:
    """The six lines."""
    return "\n".join((VERSION, method.upper(), target, hashed_body, str(timestamp), nonce))


def signature(secret: str, method: str, target: str, body: bytes, timestamp: int, nonce: str) -> str:
    """The value of the header `X-Tanggap-Signature`."""
    return _sign(secret, string_to_sign(method, target, body_hash(body), timestamp, nonce))


def _sign(secret: str, text: str) -> str:
    return PREFIX + hmac.new(secret.encode("utf-8"), text.encode("utf-8"), hashlib.sha256).hexdigest()


def is_signed_by(secrets: Iterable[str], signed: Signed, hashed_body: str) -> bool:
    """Whether any of the secrets made this signature. All are tried, in the same time whatever differs."""
    text = string_to_sign(signed.method, signed.target, hashed_body, signed.timestamp, signed.nonce)
    given = signed.signature.encode()
    return any([hmac.compare_digest(_sign(secret, text).encode(), given) for secret in secrets])


def is_timely(timestamp: int, now: datetime) -> bool:
    """Whether it was signed at about this time."""
    return abs(now.timestamp() - timestamp) <= MAX_SKEW_S


def wrong_header(timestamp: str, nonce: str, given: str) -> tuple[str, str] | None:
    """The name of a header that is not written as it has to be, and how it has to be; None when all are."""
    if not _TIME.fullmatch(timestamp):
        return TIMESTAMP, "send whole seconds since 1970 in UTC, such as 1767225600"
    if not _NONCE.fullmatch(nonce):
        return NONCE, "send 16 to 64 letters, digits, - or _, such as 32 random hexadecimal digits"
    if not _DIGITS.fullmatch(given):
        return SIGNATURE, "send v1= and 64 hexadecimal digits in lower case"
    return None
