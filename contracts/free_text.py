"""What free text of people may look like, whatever way it comes in. It is kept in the store and nowhere else."""

import re

MAX_TEXT = 4_000
MAX_EXTERNAL_ID = 100
_CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
PRINTABLE = rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"
"""Something to read and no control characters, as a regular expression for the schemas that clients read."""
_REFUSED = re.compile(rf"[{_CONTROL}\ud800-\udfff]")
"""Control characters, and halves of characters that cannot be written as UTF-8."""


class WrongText(ValueError):
    """What is wrong, a semicolon and what to do; `code` and `values` are for whoever has words of their own."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.values = code, {"max": str(MAX_TEXT)}
        super().__init__(message)


def proper_text(text: str) -> str:
    """The text without the blanks around it; raises `WrongText`."""
    if _REFUSED.search(text):
        message = "the text holds control characters; leave them out (line breaks and tabs may stay)"
        raise WrongText("control_characters", message)
    trimmed = text.strip()
    if not trimmed:
        raise WrongText("blank", "nothing is left of the text without its blanks; write what it is about")
    if len(trimmed) > MAX_TEXT:
        raise WrongText("too_long", f"the text is longer than {MAX_TEXT} characters; shorten it")
    return trimmed


def proper_key(key: str) -> str:
    """The key as it is; raises ValueError, said as in `WrongText`."""
    if _REFUSED.search(key) or not key.strip():
        raise ValueError("it is blank or holds control characters; send printable characters")
    return key
