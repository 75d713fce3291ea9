"""How it is said to whoever reads a page."""

from services.improvements.city import City
from services.improvements.wording.words import SHARES, Wording, wording_in
from web.site import Reader

__all__ = ["SHARES", "Wording", "wording_of"]


def wording_of(reader: Reader, city: City) -> Wording:
    """How to say it to this reader."""
    return wording_in(reader.language, city)
