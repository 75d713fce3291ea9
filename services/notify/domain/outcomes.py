"""What an attempt to deliver came to. The transport alone knows what its server's codes mean, and decides."""

from dataclasses import dataclass
from datetime import timedelta

Code = int | str
"""What the server answered with, or a word of our own (`unsafe_message`) where no server was asked."""

CONNECT_FAILED, DNS_FAILED, TLS_FAILED, GATEWAY_FAILED = "connect_failed", "dns_failed", "tls_failed", "gateway_failed"
UNREACHABLE = frozenset({CONNECT_FAILED, DNS_FAILED, TLS_FAILED, GATEWAY_FAILED})
"""Words for an endpoint that could not be asked, or a gateway that did not take it and says no more than that."""


@dataclass(frozen=True)
class Accepted:
    """The transport took the message."""

    code: Code
    reply: str


@dataclass(frozen=True)
class Refused:
    """The message was not taken; `permanent` says that trying again is pointless.

    `retry_after` is how long the server asks us to wait. `gone` says that nobody is at this address any more, so that
    nothing else need be sent there either.
    """

    permanent: bool
    code: Code
    reason: str
    retry_after: timedelta | None = None
    gone: bool = False


@dataclass(frozen=True)
class NoReply:
    """No answer came: the message may have been taken. A repetition has the same message id."""

    reason: str


Outcome = Accepted | Refused | NoReply


def status(outcome: Outcome) -> str:
    """The outcome as it is published: its code, never its text, for that may repeat an address."""
    return "no_reply" if isinstance(outcome, NoReply) else str(outcome.code)
