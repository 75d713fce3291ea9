"""What somebody has entered of a complaint so far, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite

from city.access import WEB
from contracts.values import Point
from services.complaints.application.filing_request import FilingRequest
from services.complaints.city import City
from services.complaints.domain.free_text import MAX_TEXT, WrongText, proper_text
from services.complaints.pages.citizen.web import THE_WEB
from web.forms import Form
from web.visits import Visit
from web.words import Words

MAX_WORDS, MAX_PLACE, MAX_DEGREES = 300, 200, 20
"""Characters of what is searched for, of an address, and of a coordinate."""
_LATITUDES, _LONGITUDES = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class Entered:
    """As it was typed. Without a `category` the triage desk says what it is about. `quiet`: only questions are sent."""

    words: str = ""
    category: str = ""
    place: str = ""
    area: str = ""
    latitude: str = ""
    longitude: str = ""
    text: str = ""
    quiet: bool = False

    @classmethod
    def of(cls, form: Form, city: City) -> "Entered":
        """From any of the steps. A category that the city does not have is none."""
        category = form.text("category")
        return cls(
            form.text("words")[:MAX_WORDS],
            category if category in city.categories else "",
            form.text("place"),
            form.text("area"),
            form.text("latitude"),
            form.text("longitude"),
            form.text("text"),
            form.text("quiet") == "1",
        )

    def choosing(self, category: str, city: City) -> "Entered":
        """With another category; what was searched for is where the text begins."""
        chosen = category if category in city.categories else ""
        return replace(self, category=chosen, text=self.text or self.words)

    @property
    def fields(self) -> Iterator[tuple[str, str]]:
        """All of it by name, for the hidden fields of the other steps."""
        for name in ("words", "category", "place", "area", "latitude", "longitude", "text"):
            yield name, getattr(self, name)
        if self.quiet:
            yield "quiet", "1"

    @property
    def point(self) -> Point | None:
        """The place on earth; None where none was given, or something that is none."""
        latitude, longitude = _degrees(self.latitude, _LATITUDES), _degrees(self.longitude, _LONGITUDES)
        if latitude is None or longitude is None:
            return None
        return Point(latitude=latitude, longitude=longitude)

    def whole_text(self, words: Words) -> str:
        """The complaint's text with the line that says where; `words` are of the complaint's language."""
        return f"{self.text}\n\n{words.location.format(place=self.place)}" if self.place else self.text

    def errors(self, city: City, words: Words) -> dict[str, str]:
        """What has to be corrected, by field, in the order of the form."""
        found: dict[str, str] = {}
        if (wrong := self._wrong_text(words)) is not None:
            found["text"] = wrong
        if len(self.place) > MAX_PLACE or "\n" in self.place:
            found["place"] = words.errors.place.format(max=MAX_PLACE)
        if self.area and self.area not in city.areas:
            found["area"] = words.errors.area
        if (self.latitude or self.longitude) and self.point is None:
            found["latitude"] = words.errors.point
        return found

    def request(self, visit: Visit, language: str, words: Words, trace: str | None) -> FilingRequest:
        """As it is filed, once for each visit. It has to be without errors."""
        return FilingRequest(
            channel=WEB,
            by=THE_WEB,
            text=proper_text(self.whole_text(words)),
            category=self.category or None,
            area=self.area or None,
            point=self.point,
            language=language,
            wants_updates=not self.quiet,
            key=visit.nonce,
            trace=trace,
        )

    def _wrong_text(self, words: Words) -> str | None:
        if not self.text:
            return str(words.errors.blank)
        try:
            proper_text(self.whole_text(words))
        except WrongText as error:
            most = MAX_TEXT - (len(self.whole_text(words)) - len(self.text))
            said: str = words.errors[error.code]
            return said.format(max=most)
        return None


def _degrees(typed: str, most: float) -> float | None:
    """A coordinate, with a comma or a point in it."""
    try:
        degrees = float(typed.replace(",", ".")) if len(typed) <= MAX_DEGREES else None
    except ValueError:
        return None
    return degrees if degrees is not None and isfinite(degrees) and abs(degrees) <= most else None
