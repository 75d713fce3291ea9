"""W3C trace context: a request's trace goes on in our events, or begins here."""

import re
import secrets
from collections.abc import Iterable

_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


def sent_trace(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """What the caller has sent as `traceparent`, if it is one."""
    sent = next((value.decode("latin-1") for name, value in headers if name == b"traceparent"), "")
    return sent if _TRACEPARENT.fullmatch(sent) else ""


def trace_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The `traceparent` to go on with: the caller's trace with a span of our own, or a new trace."""
    match = _TRACEPARENT.fullmatch(sent_trace(headers))
    trace_id, flags = match.groups() if match else (secrets.token_hex(16), "01")
    return f"00-{trace_id}-{secrets.token_hex(8)}-{flags}"
