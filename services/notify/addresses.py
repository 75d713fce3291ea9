"""What an address looks like for each transport: one line a transport."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import AfterValidator

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def mail_address(text: str) -> str:
    """The address itself; ValueError unless it is plain ASCII: no space, line break or angle bracket hides in it."""
    if not _MAIL.fullmatch(text):
        raise ValueError("must be one plain mail address such as officers@city.example")
    return text


MailAddress = Annotated[str, AfterValidator(mail_address)]

ADDRESSES: Mapping[str, Callable[[str], str]] = {"email": mail_address}
"""Transport → returns a right address, raises ValueError for any other."""
