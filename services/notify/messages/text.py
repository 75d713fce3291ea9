"""What comes out of writing a message, and one line of what goes into a digest."""

from dataclasses import dataclass

from services.notify.domain.complaint import Complaint
from services.notify.domain.delivery import Delivery


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
    """One delivery of a digest, and the complaint that it is about as it is known now."""

    delivery: Delivery
    complaint: Complaint
