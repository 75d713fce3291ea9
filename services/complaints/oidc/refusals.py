"""Why somebody is not signed in. The code is for the log: it is one of ours, and says nothing of anybody."""

from enum import Enum

from chassis.errors import TemporarilyUnavailable


class Refused(Enum):
    """What people are told: see `refused` of the words of `signin`."""

    EXPIRED = "expired"
    DECLINED = "declined"
    UNTRUSTED = "untrusted"
    PERSON = "person"
    NO_GROUP = "no_group"


class SignInRefused(Exception):
    """Nobody is signed in by this."""

    def __init__(self, refused: Refused, code: str) -> None:
        self.refused, self.code = refused, code
        super().__init__(code)


class IssuerUnavailable(TemporarilyUnavailable):
    """The identity provider does not answer, or not as the standard says: nobody's fault who wants to sign in."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"identity provider unavailable: {code}")
