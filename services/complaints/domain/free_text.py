"""What free text of people may look like, whatever way it comes in. It is kept in the store and nowhere else."""

import re

MAX_TEXT = 4_000
_CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
PRINTABLE = rf"^[^{_CONTROL}]*[^{_CONTROL}\s][^{_CONTROL}]*$"
"""Something to read and no control characters, as a regular expression for the schemas that clients read."""
_REFUSED = re.compile(rf"[{_CONTROL}\ud800-\udfff]")
"""Control characters, and halves of characters that cannot be written as UTF-8."""


def proper_text(text: str) -> str:
    """The text without the blanks around it; raises ValueError with what is wrong, a semicolon and what to do."""
    if _REFUSED.search(text):
        raise ValueError("the text holds control characters; leave them out (line breaks and tabs may stay)")
    trimmed = text.strip()
    if not trimmed:
        raise ValueError("nothing is left of the text without its blanks; write what it is about")
    if len(trimmed) > MAX_TEXT:
        raise ValueError(f"the text is longer than {MAX_TEXT} characters; shorten it")
    return trimmed


def proper_key(key: str) -> str:
    """The key as it is; raises ValueError like `proper_text`."""
    if _REFUSED.search(key) or not key.strip():
        raise ValueError("it is blank or holds control characters; send printable characters")
    return key
