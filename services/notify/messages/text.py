"""What comes out of writing a message, and one line of what goes into a digest."""

from dataclasses import dataclass

from services.notify.domain.delivery import Delivery
from services.notify.domain.subjects import Subject


class UnsafeMessage(Exception):
    """This message has no text that may be sent, and repeating will not give it one."""


@dataclass(frozen=True)
class Text:
    """What a person reads: the subject is one line, `plain` and `html` say the same.

    `html` is empty where none is shown.
    """

    subject: str
    plain: str
    html: str


@dataclass(frozen=True)
class Row:
    """One delivery of a digest, and what it is about as that is known now."""

    delivery: Delivery
    subject: Subject
