"""What pages sign with. All services of a city have the same key, so that each reads what another one has signed."""

import hashlib
import hmac
from pathlib import Path

from chassis.key_files import read_key


class PageKey:
    """The key of the pages. Each purpose has a key of its own, so that nothing signed for one serves another."""

    def __init__(self, secret: bytes) -> None:
        self._secret = hmac.digest(secret, b"pages", "sha256")

    def for_purpose(self, purpose: str) -> bytes:
        """The key for one purpose."""
        return hmac.digest(self._secret, purpose.encode(), "sha256")

    def token(self, purpose: str, about: str) -> str:
        """A text that only this city's processes can make: always the same for the same."""
        return hmac.new(self.for_purpose(purpose), about.encode(), hashlib.sha256).hexdigest()


def load_page_key(file: Path) -> PageKey:
    """From the file of the tracking key; raises `ConfigurationError` when it is missing or too short."""
    return PageKey(read_key(file))
