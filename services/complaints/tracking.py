"""Tracking codes: 80 bits that follow from the complaint's id and a secret key, so that no code has to be kept.

A seventeenth letter checks the others, so that most slips are told from codes that nobody has. It follows from them by
a public rule: that it fits or not says nothing about which codes exist. Codes of sixteen letters were handed out before
there was one, and stay valid.
"""

import hashlib
import hmac
from pathlib import Path

from chassis.key_files import read_key

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so a code can be read out and typed in."""
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_BYTES = 10
_LENGTH = 16
_GROUP = 4
_FIELD_POLYNOMIAL = 0b100101
"""x⁵ + x² + 1, primitive over GF(2): the powers of its root, 2, repeat only after 31, more than a code has letters."""


class TrackingCodes:
    """Makes codes and recognises them. The store holds `digest` only: who reads the store cannot track."""

    def __init__(self, key: bytes) -> None:
        self._code_key = hmac.digest(key, b"tracking code", "sha256")
        self._digest_key = hmac.digest(key, b"digest of a tracking code", "sha256")
        self._opaque_key = hmac.digest(key, b"who guesses at tracking codes", "sha256")

    def code(self, complaint_id: str) -> str:
        """The code of a complaint as people see it: XXXX-XXXX-XXXX-XXXX-C, C being the check letter."""
        raw = hmac.digest(self._code_key, complaint_id.encode(), "sha256")[:_BYTES]
        number = int.from_bytes(raw, "big")
        letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
        return in_groups(letters)

    def digest(self, code: str) -> str | None:
        """What a code is kept as, whatever way it was typed, with its check letter or without; None when it is none."""
        letters = canonical(code)
        if letters is None:
            return None
        return hmac.new(self._digest_key, letters.encode(), hashlib.sha256).hexdigest()

    def opaque(self, name: str) -> str:
        """What stands for somebody's address in the store: the same for the same, and the address not to be found."""
        return hmac.new(self._opaque_key, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def in_groups(letters: str) -> str:
    """The sixteen letters of a code with the one that checks them, as people see them."""
    checked = letters + check_letter(letters)
    return "-".join(checked[start : start + _GROUP] for start in range(0, len(checked), _GROUP))


def beginning(code: str) -> str:
    """The first four letters of whatever was typed as a code, which many wrong guesses at one code share."""
    return code.upper().translate(_FORGIVEN)[:_GROUP]


def canonical(code: str) -> str | None:
    """The sixteen letters of a code typed with any case, hyphens, spaces, O for 0, I or L for 1.

    None if it cannot be a code: other letters, too many or too few of them, or a check letter that does not fit.
    """
    letters = code.upper().translate(_FORGIVEN)
    if not all(letter in _ALPHABET for letter in letters):
        return None
    if len(letters) == _LENGTH + 1:
        return letters[:_LENGTH] if letters[_LENGTH] == check_letter(letters[:_LENGTH]) else None
    return letters if len(letters) == _LENGTH else None


def check_letter(letters: str) -> str:
    """The letter that checks these, as a sum over GF(32) in which each place has a weight of its own.

    Weights are powers of 2, none of them zero and no two alike. So one wrong letter always shows, and so do two letters
    that have changed places, whether they are neighbours or not.
    """
    total = 0
    for letter in letters:
        total = (total ^ _ALPHABET.index(letter)) << 1
        if total > 31:
            total ^= _FIELD_POLYNOMIAL
    return _ALPHABET[total]


def load_tracking_codes(file: Path) -> TrackingCodes:
    """The codes by the key in this file; raises `ConfigurationError` as `read_key` does."""
    return TrackingCodes(read_key(file))
