"""What an attempt to deliver came to. The transport alone knows what its server's codes mean, and decides."""

from dataclasses import dataclass

Code = int | str
"""What the server answered with, or a word of our own (`unsafe_message`) where no server was asked."""


@dataclass(frozen=True)
class Accepted:
    """The transport took the message."""

    code: Code
    reply: str


@dataclass(frozen=True)
class Refused:
    """The message was not taken; `permanent` says that trying again is pointless."""

    permanent: bool
    code: Code
    reason: str


@dataclass(frozen=True)
class NoReply:
    """No answer came: the message may have been taken. A repetition has the same message id."""

    reason: str


Outcome = Accepted | Refused | NoReply


def status(outcome: Outcome) -> str:
    """The outcome as it is published: its code, never its text, for that may repeat an address."""
    return "no_reply" if isinstance(outcome, NoReply) else str(outcome.code)
